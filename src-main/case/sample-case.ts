import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { digestOf } from '../../src-core/crypto/sha256.ts';
import { canonicalize, canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src-core/json/json-value.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { asReadError, writeDurably } from '../files/write-durably.ts';

/** `samples/sample-case.json`: which samples make the sample case. Paths are in the folder of the samples. */
const plan = z.strictObject({
  title: z.string(),
  reference: z.string(),
  evidence: z.array(z.string()).min(1),
  policies: z.array(z.string()).min(1),
});

export interface SamplePlan {
  readonly title: string;
  readonly reference: string;
  /** Changes with the evidence, so that another version of the program never opens an old sample. */
  readonly version: string;
  readonly files: readonly { readonly path: string; readonly name: string }[];
  /** Writes the policy of the case and says where. */
  policyFile(dataFolder: string): Promise<string>;
}

/** @throws {AssizeError} `E_NO_FILE` where the program came without its samples */
export async function samplePlan(folder = fileURLToPath(new URL('../../samples/', import.meta.url))): Promise<SamplePlan> {
  const read = async (path: string): Promise<Uint8Array> => {
    try {
      return await readFile(join(folder, path));
    } catch (error) {
      throw asReadError(error, path);
    }
  };
  const { title, reference, evidence, policies } = plan.parse(parseJson(await read('sample-case.json')));
  const policy = mergePolicies(await Promise.all(policies.map(async (path) => parseJson(await read(path)))));
  const digests = await Promise.all(evidence.map(async (path) => digestOf(await read(path))));
  const version = digestOf(canonicalizeBytes({ digests, policy })).slice('sha256:'.length, 'sha256:'.length + 12);
  return {
    title,
    reference,
    version,
    files: evidence.map((path) => ({ path: join(folder, path), name: path.replace('/', '-') })),
    async policyFile(dataFolder) {
      await mkdir(dataFolder, { recursive: true, mode: 0o700 });
      const path = join(dataFolder, 'sample-policy.json');
      await writeDurably(path, canonicalizeBytes(policy), { mode: 0o600, overwrite: true });
      return path;
    },
  };
}

/**
 * One policy that trusts all that several trust: each member's items once, in the order of their first mention; single members and the log
 * policy's text by the first, to which logs and witnesses of the others are added.
 */
export function mergePolicies(documents: readonly JsonValue[]): JsonObject {
  const [first, ...rest] = documents.filter(isJsonObject);
  if (first === undefined) throw new Error('there is no policy to merge');
  return rest.reduce<JsonObject>((merged, next) => {
    const joined: JsonObject = { ...merged };
    for (const [name, value] of Object.entries(next)) {
      const own = merged[name];
      if (own === undefined) joined[name] = value;
      else if (Array.isArray(own) && Array.isArray(value)) joined[name] = union(own, value);
      else if (name === 'tlogPolicy' && typeof own === 'string' && typeof value === 'string')
        joined[name] = mergeLogs(own, value);
    }
    return joined;
  }, first);
}

function union(a: readonly JsonValue[], b: readonly JsonValue[]): JsonValue[] {
  const seen = new Set<string>();
  return [...a, ...b].filter((item) => {
    const text = canonicalize(item);
    return !seen.has(text) && seen.add(text);
  });
}

/** Logs and witnesses of both; groups and quorum of the first, which name its own witnesses. */
function mergeLogs(a: string, b: string): string {
  const lines = a.split('\n');
  const more = b.split('\n').filter((line) => /^(?:log|witness) /.test(line) && !lines.includes(line));
  const lastLog = lines.findLastIndex((line) => line.startsWith('log '));
  return [...lines.slice(0, lastLog + 1), ...more, ...lines.slice(lastLog + 1)].join('\n');
}
