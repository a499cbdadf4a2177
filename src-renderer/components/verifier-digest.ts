import stated from '../assize-verifier.sha256?raw';

/** SHA-256 of the standalone verifier that belongs to this version, as `npm run verifier` stated it. */
export const verifierDigest: string = `sha256:${stated.slice(0, 64)}`;
