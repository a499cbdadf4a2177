export { openAuditChain, type AuditChain, type Recorded, type RecordingOptions } from './audit-chain.ts';
export { parseEvent, type EventArtifact, type EventRef, type RecordingEvent } from './event.ts';
export { createKeyFile, readSigner, type AskPassphrase } from './key-file.ts';
export { addToPolicy, initPolicy, type PolicyAddition } from './policy-file.ts';
export { sealBundle, type SealedBundle, type SealOptions } from './seal-bundle.ts';
