import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { verifierDigestPath, verifierPath, writeVerifier } from './build-verifier.ts';
import { projectRoot } from './project-root.ts';

// Builds the standalone verifier, and states its SHA-256 where readers of the repository and the program find it.
const sha256 = await writeVerifier();
await writeFile(verifierDigestPath, `${sha256}  assize-verifier.html\n`);
console.log(`${relative(projectRoot, verifierPath)}\n${sha256}`);
