import { answerCall } from '../call-thread.ts';
import { checkRuling } from './check-ruling.ts';

// The thread of one check: it holds nothing but the paths that it was given.
await answerCall(checkRuling);
