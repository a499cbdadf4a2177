import { setImmediate } from 'node:timers/promises';
import type { Arbitration } from '../../src-core/arbitration/arbitrate.ts';
import { arbitrateEvidence } from '../../src-core/arbitration/arbitrate-evidence.ts';
import { parseClaim, type Claim } from '../../src-core/arbitration/claim.ts';
import type { Setting } from '../../src-core/arbitration/combine-packs.ts';
import { explainRule } from '../../src-core/arbitration/explain/explain-rule.ts';
import type { OpenedPack } from '../../src-core/arbitration/open-pack.ts';
import type { ClaimOutcome } from '../../src-core/arbitration/rule-outcome.ts';
import { createSignatureVerifier } from '../../src-core/crypto/signature.ts';
import type { Signer } from '../../src-core/crypto/signer.ts';
import { formatInstant } from '../../src-core/encoding/instant.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { parseKnownHeads } from '../../src-core/evidence/known-heads.ts';
import type { Evidence } from '../../src-core/evidence/state.ts';
import { canonicalizeBytes } from '../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { buildRuling } from '../../src-core/ruling/build-ruling.ts';
import { serializeRuling } from '../../src-core/ruling/ruling-document.ts';
import { nodeSignatures } from '../crypto/node-signatures.ts';
import { loadEvidence } from '../files/load-evidence.ts';
import { loadPacks } from '../files/load-packs.ts';
import { readJsonFile, withPath } from '../files/read-json.ts';
import { writeDurably } from '../files/write-durably.ts';
import { readSigner } from '../recording/key-file.ts';
import { parseAssignment } from './assignment.ts';
import { claimsOfAll } from './claims-of-all.ts';
import { errorDocument, EXIT, visible, type CommandIo, type ExitCode } from './command.ts';
import type { EvidenceOptions } from './evidence-options.ts';
import { outputPath, usageError, userPath } from './options.ts';
import { renderArbitration } from './render-arbitration.ts';
import { answerWhatIf, renderWhatIf, whatIfDocument, type WhatIfOptions } from './what-if.ts';

export interface ArbitrateOptions {
  readonly paths: readonly string[];
  /** With `claim`, instead of `all`. */
  readonly txn?: string | undefined;
  readonly claim?: string | undefined;
  readonly all: boolean;
  /** Ids of built-in packs or files; none: `core`. */
  readonly packs: readonly string[];
  /** `PARAM=VALUE` or `PACK/PARAM=VALUE`. */
  readonly settings: readonly string[];
  /** A key file. */
  readonly sign?: string | undefined;
  /** Where the ruling is written. */
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json: boolean;
  /** Epoch milliseconds of `--at`; with `all` the instant that claims are filed at. */
  readonly at?: number | undefined;
  readonly evidence: EvidenceOptions;
  /** What is supposed beside the ruling; nothing unless given. */
  readonly whatIf?: WhatIfOptions | undefined;
}

/** Reads `PARAM=VALUE` or `PACK/PARAM=VALUE`: a JSON value where it is one (true, 30, {"currency":…}), else a text. */
export function parseSetting(given: string): Setting {
  const { name, value, text } = parseAssignment(given, '--set takes PARAM=VALUE');
  const slash = name.indexOf('/');
  const target = slash < 0 ? { param: name } : { pack: name.slice(0, slash), param: name.slice(slash + 1) };
  return { ...target, value, text };
}

// What breaks an entry or a file itself; keys of the wrong party or time, broken links and forks are what rules judge.
const soundness: ReadonlySet<string> = new Set([
  'E_SIG',
  'E_KEYID',
  'E_KEY_WEAK',
  'E_CKPT_SIG',
  'E_TSA_IMPRINT',
  'E_TSA_CHAIN',
  'E_POP',
]);

function isSound(evidence: Evidence): boolean {
  return evidence.axes.integrity !== 'fail' && !evidence.findings.some((finding) => soundness.has(finding.code));
}

/** 1 where the evidence itself is unsound, 2 where the claim is open, 0 where it is decided either way. */
function exitOf(outcome: ClaimOutcome, sound: boolean): ExitCode {
  if (!sound) return EXIT.fail;
  return outcome === 'established' || outcome === 'not-established' ? EXIT.pass : EXIT.indeterminate;
}

function worst(codes: readonly ExitCode[]): ExitCode {
  if (codes.includes(EXIT.fail)) return EXIT.fail;
  return codes.includes(EXIT.indeterminate) ? EXIT.indeterminate : EXIT.pass;
}

/** The contract's answer for one claim. */
function arbitrationDocument(arbitration: Arbitration): JsonObject {
  const { core, coreDigest, decision } = arbitration;
  return {
    core: core as unknown as JsonObject,
    coreDigest,
    outcome: core.outcome,
    awards: core.awards.map(({ from, to, money }) => ({ from, to, currency: money.currency, minor: money.minor })),
    allocation: core.allocation.map(({ party, bps }) => ({ party, bps })),
    rules: [...decision.pass.results.values()].map((result) => ({
      id: result.bound.rule.id,
      outcome: result.outcome,
      why: explainRule(result, 'en'),
    })),
    undetermined: core.undetermined as unknown as JsonValue,
  };
}

/** Verified evidence and what is applied to it. */
export interface Run {
  readonly evidence: Evidence;
  readonly packs: readonly OpenedPack[];
  readonly settings: readonly Setting[];
  readonly knownHeads: JsonValue | undefined;
}

/**
 * Loads evidence, known heads and packs for rules to be applied.
 *
 * @throws {AssizeError} what reading them may throw
 */
export async function prepareRun(
  options: Pick<ArbitrateOptions, 'paths' | 'packs' | 'settings' | 'evidence'>,
  io: CommandIo,
): Promise<Run> {
  // No instant is asked about: what a ruling rests on is the same whenever it is derived.
  const { open, at: _instant, ...request } = options.evidence;
  if (open !== undefined) io.stderr('--open has no effect here: a ruling rests on what the evidence itself discloses\n');
  const settings = options.settings.map(parseSetting);
  const headsPath = request.heads === undefined ? undefined : userPath(io, request.heads);
  const knownHeads = headsPath === undefined ? undefined : await readJsonFile(headsPath, io.stdin);
  const heads =
    headsPath === undefined || knownHeads === undefined
      ? request.given?.heads
      : withPath(headsPath, () => parseKnownHeads(canonicalizeBytes(knownHeads)));
  const { evidence } = await loadEvidence(options.paths, {
    stdin: io.stdin,
    signal: io.signal,
    ...request,
    given: { ...request.given, heads },
  });
  const verifier = createSignatureVerifier('fast', nodeSignatures);
  const packs = await loadPacks(options.packs, io, evidence.policy?.packSigners ?? [], verifier);
  return { evidence, packs, settings, knownHeads };
}

function arbitrateClaim(run: Run, claim: Claim): Arbitration {
  const { evidence, settings, knownHeads } = run;
  return arbitrateEvidence({
    evidence,
    claim,
    packs: run.packs.map(({ pack }) => pack),
    settings,
    ...(knownHeads === undefined ? {} : { knownHeads }),
  });
}

/** The signer of `--sign`, if there is one. */
export async function readSigners(
  options: Pick<ArbitrateOptions, 'sign' | 'evidence'>,
  io: CommandIo,
): Promise<readonly Signer[]> {
  if (options.sign === undefined) return [];
  const ask = (): Promise<string | undefined> => io.askPassphrase('Passphrase of the signing key: ');
  return [await readSigner(userPath(io, options.sign), options.evidence.askPassphrase ?? ask, io.stdin)];
}

async function writeRuling(
  options: ArbitrateOptions,
  io: CommandIo,
  run: Run,
  claim: Claim,
  arbitration: Arbitration,
): Promise<void> {
  if (options.out === undefined) return;
  const signers = await readSigners(options, io);
  const packs = Object.fromEntries(run.packs.map(({ pack, source }) => [pack.id, source]));
  const heads = run.knownHeads === undefined ? {} : { heads: run.knownHeads };
  const ruling = buildRuling({ claim, core: parseJson(arbitration.coreBytes) as JsonObject, ...heads, packs }, signers);
  await writeDurably(outputPath(io, options.out), serializeRuling(ruling), { overwrite: options.force === true });
}

/** A claim among many; one that does not fit the evidence does not stop the others. */
function tryClaim(run: Run, claim: Claim): Arbitration | AssizeError {
  try {
    return arbitrateClaim(run, claim);
  } catch (error) {
    if (error instanceof AssizeError && error.code === 'E_CLAIM') return error;
    throw error;
  }
}

async function arbitrateAll(options: ArbitrateOptions, io: CommandIo, run: Run): Promise<ExitCode> {
  const sound = isSound(run.evidence);
  const codes: ExitCode[] = [];
  for (const claim of claimsOfAll(run.evidence, formatInstant(options.at ?? io.now()))) {
    // Deciding gives nothing else a turn, so Ctrl-C would wait for the last claim.
    await setImmediate();
    io.signal.throwIfAborted();
    const about = { txn: claim.txn, paymentId: claim.paymentId, claim };
    const arbitration = tryClaim(run, claim);
    if (arbitration instanceof AssizeError) {
      const refused = { ...about, ...errorDocument(arbitration) };
      const text = `${visible(claim.txn)}: ${arbitration.code} ${visible(arbitration.message)}\n\n`;
      await io.stdout(options.json ? `${JSON.stringify(refused)}\n` : text);
      codes.push(EXIT.fail);
      continue;
    }
    const document = { ...about, ...arbitrationDocument(arbitration) };
    await io.stdout(options.json ? `${JSON.stringify(document)}\n` : renderArbitration(arbitration, claim, io));
    codes.push(exitOf(arbitration.core.outcome, sound));
  }
  return worst(codes);
}

/**
 * Decides a claim on evidence, or each payment of all transactions, and writes the ruling where it is asked for.
 *
 * @throws {AssizeError} E_USAGE, and what reading evidence, claim, packs and keys may throw
 */
export async function runArbitrate(options: ArbitrateOptions, io: CommandIo): Promise<ExitCode> {
  if (options.all === (options.claim !== undefined)) throw usageError('arbitrate takes --txn ID --claim FILE, or --all');
  if (options.all && (options.out !== undefined || options.sign !== undefined))
    throw usageError('--out and --sign go with one claim, not with --all');
  if (options.sign !== undefined && options.out === undefined) throw usageError('--sign needs --out FILE');
  const { whatIf = { assume: [], flips: false } } = options;
  if (whatIf.assume.length > 0 || whatIf.flips) {
    if (options.all) throw usageError('--assume and --flips go with one claim, not with --all');
    if (options.out !== undefined) throw usageError('what is supposed is no ruling: --assume and --flips do not go with --out');
  }
  const claimPath = options.claim === undefined ? undefined : userPath(io, options.claim);
  const claimJson = claimPath === undefined ? undefined : await readJsonFile(claimPath, io.stdin);
  const claim = claimPath === undefined || claimJson === undefined ? undefined : withPath(claimPath, () => parseClaim(claimJson));
  if (claim !== undefined && options.txn !== undefined && claim.txn !== options.txn) {
    throw new AssizeError('E_CLAIM', `the claim is about ${claim.txn}, not ${options.txn}`, {
      path: options.claim ?? '',
      pointer: '/txn',
    });
  }
  const run = await prepareRun(options, io);
  if (claim === undefined) return arbitrateAll(options, io, run);
  const arbitration = arbitrateClaim(run, claim);
  await writeRuling(options, io, run, claim, arbitration);
  const decided = { claim, packs: run.packs.map(({ pack }) => pack), settings: run.settings, decision: arbitration.decision };
  const answer = answerWhatIf(decided, whatIf);
  const document = {
    ...arbitrationDocument(arbitration),
    ...(answer === undefined ? {} : { whatIf: whatIfDocument(answer) }),
  };
  const text = renderArbitration(arbitration, claim, io) + (answer === undefined ? '' : renderWhatIf(answer, io));
  await io.stdout(options.json ? `${JSON.stringify(document)}\n` : text);
  return exitOf(arbitration.core.outcome, isSound(run.evidence));
}
