import { parseJwk, type PublicKey } from '../../crypto/jwk.ts';
import type { Algorithm } from '../../crypto/signature.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { encodeHex } from '../../encoding/hex.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { AssizeError } from '../../errors.ts';
import { JsonError } from '../../json/json-error.ts';
import { parseJson } from '../../json/parse-json.ts';
import { checkAuthority } from '../authority/check-authority.ts';
import { checkDisclosures } from '../disclosure/check-disclosures.ts';
import { checkLogs } from '../log/check-logs.ts';
import type { BundleFile, Evidence, FindingDraft } from '../state.ts';
import { checkTime } from '../time/check-time.ts';
import { askedAxes, countEvidence } from './account.ts';
import { assembleFindings, judgeAxes, verdictOf } from './assemble.ts';
import { checkArtifacts } from './check-artifacts.ts';
import { checkRefs } from './check-refs.ts';
import { CheckedLine, PayloadStore, type ChainSource } from './checked-line.ts';
import { VerificationContext } from './context.ts';
import { judgeChain, type JudgedChain } from './judge-chain.ts';
import { judgeLine, type Round } from './judge-line.ts';
import { readKeyClaim, type KeyClaim } from './key-claim.ts';
import { KeyRing } from './key-ring.ts';
import { readLine, SharedMemory, TOO_LONG_LINE, verdictUnder, type LineReading } from './line-reading.ts';
import { checkManifest, recordMissingFiles, type StatedManifest } from './manifest-claims.ts';
import { applyRevocations } from './revocations.ts';
import type { ForeignFindings, HostFindings, InputFinding, Verification, VerificationOptions } from './verification.ts';

export type { InputFinding, Verification, VerificationOptions } from './verification.ts';

/**
 * Opens a verification. It keeps a reading of every line (the bytes of its payload, and what it states), the keys that were met, and the
 * findings; files are kept where checks look inside. Nothing is judged before `close`.
 */
export function openVerification(options: VerificationOptions): Verification {
  return new Fold(options);
}

class Fold implements Verification {
  readonly #options: VerificationOptions;
  readonly #sources: ChainSource[] = [];
  readonly #files: BundleFile[] = [];
  readonly #keyFiles: { readonly path: string; readonly key: PublicKey }[] = [];
  readonly #foreign: ForeignFindings[] = [];
  readonly #findings: FindingDraft[] = [];
  readonly #manifests: StatedManifest[] = [];
  readonly #claims = new Map<CheckedLine, KeyClaim>();
  /** Every key met so far by its thumbprint, whoever presents it: a kid names exactly one key. */
  readonly #met = new Map<string, PublicKey>();
  readonly #store = new PayloadStore();
  readonly #memory = new SharedMemory();

  constructor(options: VerificationOptions) {
    this.#options = options;
    for (const { key } of [...(options.policy?.registries ?? []), ...(options.policy?.keys ?? [])])
      this.#met.set(key.thumbprint, key);
  }

  openChain(path: string, chain = ''): ChainSource {
    const source: ChainSource = { path, chain, lines: [] };
    this.#sources.push(source);
    return source;
  }

  push(source: ChainSource, bytes: Uint8Array, hasLf: boolean): void {
    this.#take(source, this.#read(bytes, hasLf));
  }

  pushTooLong(source: ChainSource): void {
    this.#take(source, TOO_LONG_LINE);
  }

  pushFile(file: BundleFile): void {
    this.#files.push(file);
    if (file.role === 'key' && file.bytes !== undefined) this.#readKeyFile(file, file.bytes);
  }

  pushFinding(finding: InputFinding): void {
    this.#findings.push({ ...finding, step: 'files' });
  }

  pushManifest(manifest: StatedManifest): void {
    this.#manifests.push(manifest);
  }

  pushForeign(report: ForeignFindings): void {
    for (const finding of report.findings) this.pushFinding(finding);
    this.#foreign.push(report);
  }

  withdraw(path: string): void {
    const isBelow = (other: string | undefined) => other === path || other?.startsWith(`${path}!`) === true;
    for (const source of this.#sources.filter((item) => isBelow(item.path))) this.dropChain(source);
    removeWhere(this.#files, (file) => isBelow(file.path));
    removeWhere(this.#keyFiles, (file) => isBelow(file.path));
    removeWhere(this.#findings, (finding) => isBelow(finding.path));
    removeWhere(this.#manifests, (manifest) => isBelow(manifest.path));
  }

  dropChain(source: ChainSource): void {
    removeWhere(this.#sources, (item) => item === source);
    for (const line of source.lines) this.#claims.delete(line);
  }

  close(host: HostFindings): Evidence {
    const { policy, policySource, verifier, heads } = this.#options;
    const context = new VerificationContext({ policy, verifier, heads, timeTokens: host.timeTokens, opened: host.opened });
    context.files.push(...this.#files);
    for (const { omitted } of this.#manifests) for (const digest of omitted) context.omitted.add(digest);
    this.#sources.sort(
      (a, b) => compareUtf16(a.chain, b.chain) || compareUtf16(a.sha256 ?? '', b.sha256 ?? '') || compareUtf16(a.path, b.path),
    );
    const failed = new Set<CheckedLine>();
    // A key record on a line that fails vouches for nothing. Where that comes out late, all is judged anew without the record;
    // each round takes at least one away, so the rounds end.
    for (;;) {
      this.#runPasses(context, failed);
      const late = [...this.#claims.keys()].filter((line) => line.root !== undefined && !failed.has(line));
      if (late.length === 0) break;
      for (const line of late) failed.add(line);
    }
    const { findings, drafts } = assembleFindings(context.drafts);
    const asked = askedAxes(context, host.inputs.length > 0);
    for (const report of this.#foreign) for (const axis of report.asked) asked.add(axis);
    const axes = judgeAxes(findings, asked);
    return {
      inputs: [...host.inputs].sort((a, b) => compareUtf16(a.sha256, b.sha256) || compareUtf16(a.path, b.path)),
      policy,
      policySource: policy === undefined ? 'none' : (policySource ?? 'file'),
      policyDigest: policy?.digest,
      lines: context.lines,
      byDigest: context.byDigest,
      chains: context.chains,
      keys: context.keys,
      checkpoints: context.checkpoints,
      files: context.files,
      omitted: context.omitted,
      brackets: context.brackets,
      findings,
      drafts,
      axes,
      verdict: verdictOf(axes),
      counts: countEvidence(context, this.#foreign),
    };
  }

  #read(bytes: Uint8Array, hasLf: boolean): LineReading {
    const { cache } = this.#options;
    if (cache === undefined) return readLine(bytes, hasLf, this.#memory);
    const name = `${encodeHex(sha256(bytes))}${hasLf ? '' : '-'}`;
    let reading = cache.get(name);
    if (reading === undefined) {
      reading = readLine(bytes, hasLf, this.#memory);
      cache.set(name, reading);
    }
    return reading;
  }

  #take(source: ChainSource, reading: LineReading): void {
    const { verifier } = this.#options;
    this.#store.admit(reading);
    const line = new CheckedLine(source, source.lines.length + 1, reading, this.#store);
    source.lines.push(line);
    if (source.chain === '' && reading.chain !== undefined && CHAIN.test(reading.chain)) source.chain = reading.chain;
    if (reading.early !== undefined) return;
    const key = this.#met.get(reading.keyid as string);
    if (key?.alg !== undefined && reading.verdict === undefined) verdictUnder(reading, key, key.alg as Algorithm, verifier);
    if (reading.type !== 'key.issued' && reading.type !== 'key.rotated') return;
    const claim = readKeyClaim(line, verifier);
    if (claim === undefined) return;
    this.#claims.set(line, claim);
    if (claim.key !== undefined) this.#met.set(claim.key.thumbprint, claim.key);
  }

  #readKeyFile(file: BundleFile, bytes: Uint8Array): void {
    const refuse = (code: FindingDraft['code'], message: string) =>
      this.#findings.push({ code, step: 'files', path: file.path, message });
    try {
      const key = parseJwk(parseJson(bytes));
      const named = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.json$/, '');
      if (named !== key.thumbprint)
        return void refuse('E_KEY_BINDING', `the file is named for ${named}, and holds the key ${key.thumbprint}`);
      this.#keyFiles.push({ path: file.path, key });
      this.#met.set(key.thumbprint, key);
    } catch (error) {
      if (error instanceof JsonError) refuse(error.code, `no strict JSON: ${error.message}`);
      else if (!(error instanceof AssizeError)) throw error;
      else if (error.code !== 'I_ALG') refuse('E_SCHEMA', `no JWK: ${error.message}`);
    }
  }

  #runPasses(context: VerificationContext, failed: Set<CheckedLine>): void {
    const { ring, chains } = this.#judgeKeysAndChains(failed);
    resetContext(context);
    for (const source of this.#sources) for (const line of source.lines) if (!line.copy) context.lines.push(line);
    for (const chain of chains) context.chains.set(chain.id, chain);
    for (const [kid, record] of ring.best()) context.keys.set(kid, record);
    for (const finding of this.#findings) context.add({ ...finding });
    for (const manifest of this.#manifests) recordMissingFiles(context, manifest);
    this.#recordFaults(context);
    fillDigests(context);
    checkDisclosures(context);
    checkRefs(context);
    checkArtifacts(context);
    applyRevocations(context, ring);
    checkLogs(context);
    checkTime(context);
    checkAuthority(context);
    const all = this.#sources.flatMap((source) => source.lines);
    for (const manifest of this.#manifests) checkManifest(context, manifest, all);
  }

  /** Judges lines and chains until every key record that was believed stands on a good line. */
  #judgeKeysAndChains(failed: Set<CheckedLine>): { ring: KeyRing; chains: JudgedChain[] } {
    for (;;) {
      const ring = new KeyRing(
        this.#options.policy,
        this.#keyFiles.map(({ key }) => key),
      );
      for (const [line, claim] of this.#claims) {
        if (failed.has(line)) ring.failed.set(claim.kid, line);
        else if (isSound(line, claim)) ring.present(claim, false);
      }
      const chains = this.#judgeChains(ring);
      const late = [...this.#claims.keys()].filter((line) => line.fault !== undefined && !failed.has(line));
      if (late.length === 0) return { ring, chains };
      for (const line of late) failed.add(line);
    }
  }

  #judgeChains(ring: KeyRing): JudgedChain[] {
    const { policy, verifier } = this.#options;
    const round: Round = { ring, policy, verifier, claims: this.#claims };
    const named = new Set((policy?.registries ?? []).map(({ chain }) => chain));
    const issuing = new Set([...this.#claims].filter(([, claim]) => claim.kind === 'issued').map(([line]) => line.chain));
    const rank = (chain: string) => (named.has(chain) ? 0 : issuing.has(chain) ? 1 : 2);
    const byChain = Map.groupBy(this.#sources, (source) => source.chain);
    const ids = [...byChain.keys()].sort((a, b) => rank(a) - rank(b) || compareUtf16(a, b));
    const chains: JudgedChain[] = [];
    for (const id of ids) {
      const sources = byChain.get(id) as ChainSource[];
      const isNamed = named.has(id);
      const lines = sources.flatMap((source) => source.lines);
      // A registry's keys can change hands on its own chain, so its lines are judged in their order.
      if (isNamed) lines.sort((a, b) => (a.reading.seq ?? 0) - (b.reading.seq ?? 0));
      for (const line of lines) {
        line.reset();
        judgeLine(line, round);
        const claim = isNamed && line.fault === undefined && line.reading.chain === id ? this.#claims.get(line) : undefined;
        if (claim !== undefined && line.key?.trusted === true && line.reading.verdict === 'valid') {
          ring.present(claim, true, claim.kind === 'rotated' ? id : undefined);
        }
      }
      if (id === '') continue;
      const chain = judgeChain(id, sources);
      chains.push(chain);
      if (isNamed || (named.size === 0 && issuing.has(id))) round.registryFailure ??= firstHole(chain);
    }
    return chains.sort((a, b) => compareUtf16(a.id, b.id));
  }

  #recordFaults(context: VerificationContext): void {
    const warned = new Set<string>();
    for (const line of this.#sources.flatMap((source) => source.lines)) {
      if (line.copy) continue;
      for (const note of line.notes ?? []) context.add({ ...note, line });
      if (line.key?.test === true && !warned.has(line.key.kid)) {
        warned.add(line.key.kid);
        const message = 'signed with a published test key: anybody can sign with it';
        context.add({ code: 'W_TEST_KEY', step: 'key-found', line, pointer: '/actor/kid', message });
      }
      if (line.fault !== undefined) context.add({ ...line.fault, line });
    }
  }
}

const CHAIN = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A claim on a line that is whole in itself; whether its signature and place hold is judged in the round. */
function isSound(line: CheckedLine, claim: KeyClaim): boolean {
  return claim.fault === undefined && line.reading.schema === undefined && line.reading.sums === undefined;
}

/** The first line of a chain that is damaged or follows a gap. */
function firstHole(chain: JudgedChain): CheckedLine | undefined {
  return chain.lines.find(
    ({ fault, reading }) =>
      fault !== undefined && (reading.early !== undefined || reading.verdict === 'invalid' || fault.code === 'E_SEQ_GAP'),
  );
}

function fillDigests(context: VerificationContext): void {
  for (const line of context.lines) {
    if (line.digest === undefined) continue;
    const there = context.byDigest.get(line.digest);
    if (there === undefined || (there.root !== undefined && line.root === undefined)) context.byDigest.set(line.digest, line);
  }
}

function resetContext(context: VerificationContext): void {
  context.lines.length = 0;
  context.drafts.length = 0;
  context.checkpoints.length = 0;
  context.logs = undefined;
  context.byDigest.clear();
  context.chains.clear();
  context.keys.clear();
  context.brackets.clear();
}

function removeWhere<T>(items: T[], isGone: (item: T) => boolean): void {
  const kept = items.filter((item) => !isGone(item));
  items.length = 0;
  items.push(...kept);
}
