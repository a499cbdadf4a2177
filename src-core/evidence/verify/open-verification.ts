import { parseJwk, type PublicKey } from '../../crypto/jwk.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { encodeHex } from '../../encoding/hex.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { AssizeError } from '../../errors.ts';
import { JsonError } from '../../json/json-error.ts';
import { parseJson } from '../../json/parse-json.ts';
import { checkTargets } from '../check-targets.ts';
import { checkAuthority } from '../authority/check-authority.ts';
import { checkDisclosures } from '../disclosure/check-disclosures.ts';
import { checkLogs } from '../log/check-logs.ts';
import { checkManifestSeals } from '../manifest-seal.ts';
import type { BundleFile, Evidence, FindingDraft } from '../state.ts';
import { checkTime } from '../time/check-time.ts';
import { askedAxes, countEvidence } from './account.ts';
import { assembleFindings, judgeAxes, verdictOf } from './assemble.ts';
import { checkArtifacts } from './check-artifacts.ts';
import { checkRefs } from './check-refs.ts';
import { LineBook } from '../lines/line-book.ts';
import { LineSpan } from '../lines/line-span.ts';
import { PageMemory } from '../lines/page-memory.ts';
import { explainGaps, explainUnknownKeys } from './causes.ts';
import { CheckedLine, type ChainSource } from './checked-line.ts';
import { VerificationContext } from './context.ts';
import { judgeChain, type JudgedChain } from './judge-chain.ts';
import { judgeLine, type Round } from './judge-line.ts';
import { readKeyClaim, type KeyClaim } from './key-claim.ts';
import { KeyRing } from './key-ring.ts';
import { checkSignature, readLine, TOO_LONG_LINE, type LineReading } from './line-reading.ts';
import { checkManifest, recordMissingFiles, type StatedManifest } from './manifest-claims.ts';
import { applyRevocations } from './revocations.ts';
import type { ForeignFindings, HostFindings, InputFinding, Verification, VerificationOptions } from './verification.ts';

export type { InputFinding, Verification, VerificationOptions } from './verification.ts';

/**
 * Opens a verification. It keeps what every line states in a book of pages, which the host may keep elsewhere than in memory; the keys that
 * were met, and the findings; files where checks look inside. Nothing is judged before `close`.
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
  /** By the numbers of their lines. */
  readonly #claims = new Map<number, KeyClaim>();
  /** Every key met so far by its thumbprint, whoever presents it: a kid names exactly one key. */
  readonly #met = new Map<string, PublicKey>();
  readonly #book: LineBook;

  constructor(options: VerificationOptions) {
    this.#options = options;
    this.#book = new LineBook(new PageMemory(options.pages));
    for (const { key } of [...(options.policy?.registries ?? []), ...(options.policy?.keys ?? [])])
      this.#met.set(key.thumbprint, key);
  }

  openChain(path: string, chain = ''): ChainSource {
    const source: ChainSource = { path, chain, lines: new LineSpan(this.#book) };
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
    for (const number of this.#claims.keys()) if (this.#book.source(number) === source) this.#claims.delete(number);
  }

  close(host: HostFindings): Evidence {
    const { policy, policySource, verifier, heads } = this.#options;
    const context = new VerificationContext({
      book: this.#book,
      policy,
      verifier,
      heads,
      timeTokens: host.timeTokens,
      opened: host.opened,
    });
    context.files.push(...this.#files);
    for (const { omitted } of this.#manifests) for (const digest of omitted) context.omitted.add(digest);
    this.#sources.sort(
      (a, b) => compareUtf16(a.chain, b.chain) || compareUtf16(a.sha256 ?? '', b.sha256 ?? '') || compareUtf16(a.path, b.path),
    );
    const failed = new Set<number>();
    // A key record on a line that fails vouches for nothing. Where that comes out late, all is judged anew without the record;
    // each round takes at least one away, so the rounds end.
    for (;;) {
      this.#runPasses(context, failed);
      const late = [...this.#claims.keys()].filter((line) => this.#book.roots.has(line) && !failed.has(line));
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
    if (cache === undefined) return readLine(bytes, hasLf);
    const name = `${encodeHex(sha256(bytes))}${hasLf ? '' : '-'}`;
    let reading = cache.get(name);
    if (reading === undefined) {
      reading = readLine(bytes, hasLf);
      cache.set(name, reading);
    }
    return reading;
  }

  #take(source: ChainSource, reading: LineReading): void {
    const { verifier } = this.#options;
    const key = reading.early === undefined ? this.#met.get(reading.keyid as string) : undefined;
    if (key?.alg !== undefined && reading.verdict === undefined) checkSignature(reading, key, key.alg, verifier);
    const number = this.#book.append(source, source.lines.length + 1, reading);
    source.lines.add(number);
    const line = new CheckedLine(this.#book, number);
    if (source.chain === '' && line.statedChain !== undefined && CHAIN.test(line.statedChain)) source.chain = line.statedChain;
    if (reading.early !== undefined || (line.type !== 'key.issued' && line.type !== 'key.rotated')) return;
    const claim = readKeyClaim(line, verifier);
    if (claim === undefined) return;
    this.#claims.set(number, claim);
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

  #runPasses(context: VerificationContext, failed: Set<number>): void {
    const { ring, chains } = this.#judgeKeysAndChains(failed);
    resetContext(context);
    for (const source of this.#sources) context.lines.addAll(source.lines);
    for (const chain of chains) context.chains.set(chain.id, chain);
    for (const [kid, record] of ring.best()) context.keys.set(kid, record);
    for (const finding of this.#findings) context.add({ ...finding });
    for (const manifest of this.#manifests) recordMissingFiles(context, manifest);
    this.#recordFaults(context);
    context.byDigest.fill(context.lines);
    checkDisclosures(context);
    checkRefs(context);
    checkTargets(context);
    checkArtifacts(context);
    applyRevocations(context, ring);
    checkLogs(context);
    checkTime(context);
    checkAuthority(context);
    for (const manifest of this.#manifests) checkManifest(context, manifest, this.#sources);
    checkManifestSeals(context);
  }

  /** Judges lines and chains until every key record that was believed stands on a good line. */
  #judgeKeysAndChains(failed: Set<number>): { ring: KeyRing; chains: JudgedChain[] } {
    for (;;) {
      const ring = new KeyRing(
        this.#options.policy,
        this.#keyFiles.map(({ key }) => key),
      );
      for (const [line, claim] of this.#claims) {
        if (failed.has(line)) ring.refuse(claim);
        else if (isSound(claim)) ring.present(claim, false);
      }
      const chains = this.#judgeChains(ring);
      const late = [...this.#claims.keys()].filter((line) => this.#book.faults.has(line) && !failed.has(line));
      if (late.length === 0) return { ring, chains };
      for (const line of late) failed.add(line);
    }
  }

  #judgeChains(ring: KeyRing): JudgedChain[] {
    const { policy, verifier } = this.#options;
    this.#book.forgetJudgements();
    const round: Round = { ring, policy, verifier, claims: this.#claims };
    const named = new Set((policy?.registries ?? []).map(({ chain }) => chain));
    const issuing = new Set([...this.#claims].filter(([, claim]) => claim.kind === 'issued').map(([, { line }]) => line.chain));
    const rank = (chain: string) => (named.has(chain) ? 0 : issuing.has(chain) ? 1 : 2);
    const byChain = Map.groupBy(this.#sources, (source) => source.chain);
    const ids = [...byChain.keys()].sort((a, b) => rank(a) - rank(b) || compareUtf16(a, b));
    // What registries of the policy say comes first: whom they vouch for is trusted, in whatever file his lines stand.
    for (const id of ids) if (named.has(id)) this.#judgeRegistry(id, byChain.get(id) as ChainSource[], round);
    const chains: JudgedChain[] = [];
    for (const id of ids) {
      const sources = byChain.get(id) as ChainSource[];
      for (const line of linesOf(sources)) if (!named.has(id) || line.statedChain !== id) judgeLine(line, round);
      if (id !== '') chains.push(judgeChain(id, sources, this.#book));
    }
    explainUnknownKeys(
      this.#book,
      chains.filter(({ id }) => named.has(id) || (named.size === 0 && issuing.has(id))),
    );
    explainGaps(this.#book);
    return chains.sort((a, b) => compareUtf16(a.id, b.id));
  }

  /** Judges a registry's own lines in their order, since its keys can change hands there, and takes what they say of keys. */
  #judgeRegistry(id: string, sources: readonly ChainSource[], round: Round): void {
    const own = [...linesOf(sources)].filter(({ statedChain }) => statedChain === id);
    for (const line of own.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))) {
      judgeLine(line, round);
      const claim = line.fault === undefined ? this.#claims.get(line.number) : undefined;
      if (claim === undefined || line.key?.trusted !== true || line.verdict !== 'valid') continue;
      round.ring.present(claim, true, claim.kind === 'rotated' ? id : undefined);
    }
  }

  #recordFaults(context: VerificationContext): void {
    const warned = new Set<string>();
    for (const line of context.lines) {
      for (const note of line.notes) context.add({ ...note, line });
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
function isSound({ line, fault }: KeyClaim): boolean {
  return fault === undefined && line.schema === undefined && line.sums === undefined;
}

function* linesOf(sources: readonly ChainSource[]): Generator<CheckedLine> {
  for (const { lines } of sources) yield* lines;
}

function resetContext(context: VerificationContext): void {
  context.lines.clear();
  context.drafts.length = 0;
  context.checkpoints.length = 0;
  context.logs = undefined;
  context.chains.clear();
  context.keys.clear();
  context.brackets.open(0);
}

function removeWhere<T>(items: T[], isGone: (item: T) => boolean): void {
  const kept = items.filter((item) => !isGone(item));
  items.length = 0;
  items.push(...kept);
}
