import { AssizeError } from '../errors.ts';
import { encodeHex } from '../encoding/hex.ts';
import { COSIGNATURE_TYPE, ML_DSA_TYPE, parseVerifierKey, type VerifierKey } from './verifier-key.ts';

/** A witness of a policy. Its name means something only within the policy. */
export interface PolicyWitness {
  readonly name: string;
  readonly key: VerifierKey;
}

/** A rule: at least `threshold` of the members (witnesses, or groups defined before) have witnessed. */
export interface PolicyGroup {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

/** Which logs and witnesses a user trusts, and how many witnesses make a checkpoint count (C2SP tlog-policy). */
export interface TlogPolicy {
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** The name of a witness or a group, or `none`. */
  readonly quorum: string;
}

const none = 'none';
const cosigningTypes: ReadonlySet<number> = new Set([COSIGNATURE_TYPE, ML_DSA_TYPE]);
const maximumLines = 100_000;
// All but tab, newline and the octets 0x20 to 0x7e and 0x80 to 0xff; a lone surrogate is no octet at all.
const forbidden = /[\u0000-\u0008\u000b-\u001f\u007f\p{Surrogate}]/u;

/**
 * Reads a log policy (C2SP tlog-policy). Throws `AssizeError` E_POLICY with the line at fault: unknown keywords, names used twice or
 * before their definition, a member listed in two groups, keys given twice, thresholds out of range, no quorum line or two.
 *
 * Names are compared as they are, without any normalisation. ML-DSA keys are read, though nothing here can check their signatures.
 */
export function parseTlogPolicy(text: string): TlogPolicy {
  const reader = new PolicyReader();
  const lines = text.split('\n');
  if (lines.length > maximumLines) throw badPolicy(`a log policy has at most ${maximumLines} lines`, maximumLines + 1);
  for (const [index, line] of lines.entries()) reader.read(line, index + 1);
  return reader.close(lines.length);
}

class PolicyReader {
  readonly #logs: VerifierKey[] = [];
  readonly #witnesses: PolicyWitness[] = [];
  readonly #groups: PolicyGroup[] = [];
  readonly #names = new Set<string>();
  readonly #members = new Set<string>();
  readonly #logKeys = new Set<string>();
  readonly #witnessKeys = new Set<string>();
  #quorum: string | undefined;

  read(line: string, at: number): void {
    if (forbidden.test(line)) throw badPolicy('a log policy has no control characters but tab and newline', at);
    const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (keyword === undefined || keyword.startsWith('#')) return;
    if (keyword === 'log') this.#readLog(items, at);
    else if (keyword === 'witness') this.#readWitness(items, at);
    else if (keyword === 'group') this.#readGroup(items, at);
    else if (keyword === 'quorum') this.#readQuorum(items, at);
    else throw badPolicy(`${JSON.stringify(keyword)} is no keyword of a log policy`, at);
  }

  close(lastLine: number): TlogPolicy {
    if (this.#quorum === undefined) throw badPolicy('a log policy has exactly one quorum line', lastLine);
    return { logs: this.#logs, witnesses: this.#witnesses, groups: this.#groups, quorum: this.#quorum };
  }

  #readLog(items: readonly string[], at: number): void {
    const [text, , tooMuch] = items;
    if (text === undefined || tooMuch !== undefined) throw badPolicy('a log is defined by: log KEY [URL]', at);
    const key = readKey(text, at);
    addKey(this.#logKeys, key, 'log', at);
    this.#logs.push(key);
  }

  #readWitness(items: readonly string[], at: number): void {
    const [name, text, , tooMuch] = items;
    if (name === undefined || text === undefined || tooMuch !== undefined) {
      throw badPolicy('a witness is defined by: witness NAME KEY [URL]', at);
    }
    const key = readKey(text, at);
    // Only cosignatures say "I saw no other tree"; a plain signature, or one of a log, says nothing of the kind.
    if (!cosigningTypes.has(key.type)) throw badPolicy(`the key of witness ${name} is not of a type that cosigns`, at);
    this.#define(name, at);
    addKey(this.#witnessKeys, key, 'witness', at);
    this.#witnesses.push({ name, key });
  }

  #readGroup(items: readonly string[], at: number): void {
    const [name, rule, ...members] = items;
    if (name === undefined || rule === undefined || members.length === 0) {
      throw badPolicy('a group is defined by: group NAME all|any|NUMBER MEMBER...', at);
    }
    for (const member of members) {
      if (!this.#names.has(member)) throw badPolicy(`${member} is not defined before this group`, at);
      if (this.#members.has(member)) throw badPolicy(`${member} is listed as a member more than once`, at);
      this.#members.add(member);
    }
    this.#define(name, at);
    this.#groups.push({ name, threshold: readThreshold(rule, members.length, at), members });
  }

  #readQuorum(items: readonly string[], at: number): void {
    const [name, tooMuch] = items;
    if (name === undefined || tooMuch !== undefined) throw badPolicy('the quorum is defined by: quorum NAME', at);
    if (this.#quorum !== undefined) throw badPolicy('a log policy has exactly one quorum line', at);
    if (name !== none && !this.#names.has(name)) throw badPolicy(`${name} is not defined before the quorum`, at);
    this.#quorum = name;
  }

  #define(name: string, at: number): void {
    if (name === none) throw badPolicy('the name none is reserved', at);
    if (this.#names.has(name)) throw badPolicy(`${name} is defined twice`, at);
    this.#names.add(name);
  }
}

function readKey(text: string, at: number): VerifierKey {
  try {
    return parseVerifierKey(text);
  } catch (error) {
    if (error instanceof AssizeError) throw badPolicy(error.message, at, error);
    throw error;
  }
}

function addKey(known: Set<string>, key: VerifierKey, what: string, at: number): void {
  // Different keys of one name and id could not be told apart in a signature line.
  for (const mark of [encodeHex(key.material), `${key.name}+${key.keyId}`]) {
    if (known.has(mark)) throw badPolicy(`this ${what} has the public key, or the name and id, of another`, at);
    known.add(mark);
  }
}

function readThreshold(rule: string, members: number, at: number): number {
  if (rule === 'all') return members;
  if (rule === 'any') return 1;
  const threshold = /^[0-9]{1,9}$/.test(rule) ? Number(rule) : 0;
  if (threshold < 1 || threshold > members) throw badPolicy(`the threshold is all, any or a number from 1 to ${members}`, at);
  return threshold;
}

/** True where cosignatures of `witnesses` (names of the policy) make its quorum. */
export function meetsQuorum(policy: TlogPolicy, witnesses: ReadonlySet<string>): boolean {
  if (policy.quorum === none) return true;
  const witnessed = new Set(policy.witnesses.map((witness) => witness.name).filter((name) => witnesses.has(name)));
  // A group names only what stands before it, so one pass in order settles them all.
  for (const group of policy.groups) {
    const count = group.members.filter((member) => witnessed.has(member)).length;
    if (count >= group.threshold) witnessed.add(group.name);
  }
  return witnessed.has(policy.quorum);
}

/** What a policy is made of, as texts. */
export interface TlogPolicyParts {
  readonly logs: readonly string[];
  readonly witnesses: readonly { readonly name: string; readonly key: string }[];
  readonly groups: readonly PolicyGroup[];
  readonly quorum: string;
}

/** Writes a log policy; refuses what `parseTlogPolicy` would refuse. */
export function formatTlogPolicy(parts: TlogPolicyParts): string {
  const lines = [
    ...parts.logs.map((key) => `log ${key}`),
    ...parts.witnesses.map(({ name, key }) => `witness ${name} ${key}`),
    ...parts.groups.map(({ name, threshold, members }) => `group ${name} ${threshold} ${members.join(' ')}`),
    `quorum ${parts.quorum}`,
  ];
  const text = lines.map((line) => `${line}\n`).join('');
  parseTlogPolicy(text);
  return text;
}

function badPolicy(message: string, line: number, cause?: unknown): AssizeError {
  return new AssizeError('E_POLICY', message, { line }, undefined, cause === undefined ? undefined : { cause });
}
