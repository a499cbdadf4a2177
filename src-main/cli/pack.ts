import { analysePack, type PackObservation } from '../../src-core/arbitration/analyse-pack.ts';
import { signPack, type OpenedPack } from '../../src-core/arbitration/open-pack.ts';
import type { Pack } from '../../src-core/arbitration/pack.ts';
import type { Rule } from '../../src-core/arbitration/rule.ts';
import { runPackTests, type PackTestResult } from '../../src-core/arbitration/run-pack-tests.ts';
import { createSignatureVerifier, type SignatureVerifier } from '../../src-core/crypto/signature.ts';
import { encodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { parseTrustPolicy } from '../../src-core/evidence/policy.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import { canonicalize } from '../../src-core/json/canonicalize.ts';
import { defaultPackId } from '../../src-core/arbitration/built-in-packs.ts';
import { describeRule, paramValuesOf } from '../../src-core/arbitration/explain/describe-rule.ts';
import type { ParamValues } from '../../src-core/arbitration/explain/say-expression.ts';
import { nodeSignatures } from '../crypto/node-signatures.ts';
import { builtInRuleIds, openPackFile } from '../files/load-packs.ts';
import { readJsonFile, withPath } from '../files/read-json.ts';
import { writeDurably } from '../files/write-durably.ts';
import { readSigner } from '../recording/key-file.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';
import { runPackDiff } from './pack-diff.ts';
import { outputPath, usageError, userPath } from './options.ts';

export interface PackOptions {
  readonly action: 'check' | 'show' | 'sign' | 'diff';
  /** The id of a built-in pack, or a file. */
  readonly path: string;
  /** Of `diff`: the later version, evidence whose claims both decide, and the instant that these are filed at. */
  readonly other?: string | undefined;
  readonly evidencePaths?: readonly string[] | undefined;
  readonly at?: number | undefined;
  /** A trust policy's file, whose packSigners are asked. */
  readonly policy?: string | undefined;
  /** Of `sign`: the key file, and where the signed pack goes. */
  readonly key?: string | undefined;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json: boolean;
}

const WORDS = {
  en: {
    pack: 'Pack',
    tests: (passed: number, all: number) => `Tests: ${passed} of ${all} pass`,
    standing: {
      'built-in': 'built into this program',
      signed: 'signed by',
      unsigned: 'not signed: it will not be used',
      untrusted: 'signed by nobody whom the policy names: it will not be used',
      'bad-signature': 'its signature does not fit: it will not be used',
    },
    rules: 'Rules',
    params: 'Parameters',
    overlaps: (count: number) => `${count} pairs of rules can hold together with different bearers; the larger amount decides.`,
  },
  'zh-CN': {
    pack: '规则包',
    tests: (passed: number, all: number) => `测试：${all} 项中 ${passed} 项通过`,
    standing: {
      'built-in': '程序内置',
      signed: '签署人',
      unsigned: '未签署：不予采用',
      untrusted: '签署人不在信任策略之列：不予采用',
      'bad-signature': '签名不符：不予采用',
    },
    rules: '规则',
    params: '参数',
    overlaps: (count: number) => `${count} 对规则可同时成立而承担方不同，以金额较大者为准。`,
  },
} as const;

function standingText({ standing }: OpenedPack, io: CommandIo): string {
  const text = WORDS[io.lang].standing[standing.kind];
  return standing.kind === 'signed' ? `${text} ${visible(standing.by)}` : text;
}

function renderCheck(
  opened: OpenedPack,
  tests: readonly PackTestResult[],
  analysis: readonly PackObservation[],
  io: CommandIo,
): string {
  const say = WORDS[io.lang];
  const { pack } = opened;
  const overlaps = analysis.filter((observation) => observation.code === 'overlap').length;
  const lines = [
    `${say.pack} ${visible(pack.id)} ${visible(pack.version)} ${pack.digest}`,
    standingText(opened, io),
    say.tests(tests.filter((test) => test.passed).length, tests.length),
    ...tests.filter((test) => !test.passed).map((test) => `  ${visible(test.name)}: ${visible(test.failures.join('; '))}`),
    ...analysis
      .filter((observation) => observation.code !== 'overlap' || observation.severity === 'error')
      .map(({ code, message }) => `  ${code}: ${visible(message)}`),
  ];
  if (overlaps > 0) lines.push(say.overlaps(overlaps));
  return `${lines.join('\n')}\n`;
}

function renderRule(rule: Rule, values: ParamValues, io: CommandIo): string[] {
  const { title, lines, sources } = describeRule(rule, values, io.lang);
  const colon = io.lang === 'en' ? ': ' : '：';
  return [
    `  ${rule.id}  ${visible(title)}`,
    ...lines.map(({ label, text }) => `    ${text === '' ? label : `${label}${colon}${visible(text)}`}`),
    ...sources.map(({ cite, tag }) => `    [${tag}] ${visible(cite)}`),
  ];
}

function renderPack(opened: OpenedPack, io: CommandIo): string {
  const say = WORDS[io.lang];
  const { pack } = opened;
  const params = pack.params.map(
    ({ id, value, cite, tag }) => `  ${id} = ${visible(canonicalize(value as JsonValue))}  [${tag}] ${visible(cite)}`,
  );
  const head = [`${say.pack} ${visible(pack.id)} ${visible(pack.version)} ${pack.digest}`, standingText(opened, io)];
  const rules = pack.rules.flatMap((rule) => renderRule(rule, paramValuesOf(pack), io));
  return `${[...head, `${say.params}:`, ...params, `${say.rules}:`, ...rules].join('\n')}\n`;
}

function packDocument({ pack, standing }: OpenedPack): JsonValue {
  return { digest: pack.digest, standing: { ...standing }, pack: pack.document };
}

/** What a document that is no pack is refused for: a check that fails, where a file that is no JSON cannot be checked at all. */
function asRefusal(error: unknown): AssizeError {
  if (error instanceof AssizeError && error.code.startsWith('E_PACK')) return error;
  throw error;
}

async function checkPack(
  opened: OpenedPack | AssizeError,
  options: PackOptions,
  io: CommandIo,
  verifier: SignatureVerifier,
): Promise<ExitCode> {
  if (opened instanceof AssizeError) {
    const { code, message, place } = opened;
    const refusal = { code, severity: 'error', message, ...(place.pointer === undefined ? {} : { pointer: place.pointer }) };
    const refused = { verdict: 'fail', tests: [], analysis: [refusal] };
    await io.stdout(options.json ? `${JSON.stringify(refused)}\n` : `${code}: ${visible(message)} ${place.pointer ?? ''}\n`);
    return EXIT.fail;
  }
  const { pack } = opened;
  const tests = runPackTests(pack);
  const analysis = analysePack(pack, await builtInRuleIds(verifier));
  const sound = tests.every((test) => test.passed) && !analysis.some((observation) => observation.severity === 'error');
  const failed = !sound || opened.standing.kind === 'bad-signature';
  const document = {
    verdict: failed ? 'fail' : 'pass',
    digest: pack.digest,
    id: pack.id,
    version: pack.version,
    standing: opened.standing,
    tests,
    analysis,
  };
  await io.stdout(options.json ? `${JSON.stringify(document)}\n` : renderCheck(opened, tests, analysis, io));
  return failed ? EXIT.fail : EXIT.pass;
}

async function signPackFile(pack: Pack, options: PackOptions, io: CommandIo): Promise<ExitCode> {
  if (options.key === undefined || options.out === undefined) throw usageError('pack sign needs --key FILE and --out FILE');
  const signer = await readSigner(userPath(io, options.key), () => io.askPassphrase('Passphrase of the signing key: '), io.stdin);
  const bytes = encodeUtf8(`${canonicalize(signPack(pack, signer))}\n`);
  await writeDurably(outputPath(io, options.out), bytes, { overwrite: options.force === true });
  const document = { digest: pack.digest, keyid: signer.kid };
  await io.stdout(options.json ? `${JSON.stringify(document)}\n` : `${pack.digest} ${signer.kid}\n`);
  return EXIT.pass;
}

/**
 * Checks a rule pack (its form, its own tests, what reading it as a whole shows), shows it as a table, or signs it.
 *
 * @throws {AssizeError} E_USAGE, E_NO_FILE, and but for a check E_PACK_* for a document that is no pack
 */
export async function runPack(options: PackOptions, io: CommandIo): Promise<ExitCode> {
  const verifier = createSignatureVerifier('fast', nodeSignatures);
  const policyPath = options.policy === undefined ? undefined : userPath(io, options.policy);
  const policyJson = policyPath === undefined ? undefined : await readJsonFile(policyPath, io.stdin);
  const policy =
    policyPath === undefined || policyJson === undefined ? undefined : withPath(policyPath, () => parseTrustPolicy(policyJson));
  const openAt = (path: string): Promise<OpenedPack> => openPackFile(path, io, policy?.packSigners ?? [], verifier);
  const open = (): Promise<OpenedPack> => openAt(options.path);
  if (options.action === 'check') return checkPack(await open().catch(asRefusal), options, io, verifier);
  const opened = await open();
  if (options.action === 'diff') {
    const after = (await openAt(options.other ?? '')).pack;
    const { evidencePaths = [], at, json } = options;
    return runPackDiff({ before: opened.pack, after, evidencePaths, policy: policyPath, at, json }, io, () =>
      openAt(defaultPackId),
    );
  }
  if (options.action === 'sign') return signPackFile(opened.pack, options, io);
  await io.stdout(options.json ? `${JSON.stringify(packDocument(opened))}\n` : renderPack(opened, io));
  return EXIT.pass;
}
