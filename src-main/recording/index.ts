export { openAuditChain, type AuditChain, type Recorded, type RecordingOptions } from './audit-chain.ts';
export { parseEvent, type EventArtifact, type EventRef, type RecordingEvent } from './event.ts';
export { createKeyFile, readSigner, type AskPassphrase } from './key-file.ts';
