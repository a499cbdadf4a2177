import { formatInstant } from '../../src-core/encoding/instant.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../src-core/evidence/policy.ts';
import { readJsonFile, withPath } from '../files/read-json.ts';
import { addToPolicy, initPolicy, type PolicyAddition } from '../recording/policy-file.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';
import { usageError } from './options.ts';

export interface PolicyOptions {
  readonly action: 'init' | 'add' | 'show';
  readonly path: string;
  readonly name?: string | undefined;
  readonly additions: readonly PolicyAddition[];
  readonly force: boolean;
  /** `issued` of a new policy, epoch milliseconds; the clock if absent. */
  readonly at?: number | undefined;
  readonly json: boolean;
}

/** Makes a trust policy, adds to one, or shows what one trusts. */
export async function runPolicy(options: PolicyOptions, io: CommandIo): Promise<ExitCode> {
  const policy = await policyOf(options, io);
  await io.stdout(options.json ? `${JSON.stringify(summaryOf(policy))}\n` : renderPolicy(policy, io));
  return EXIT.pass;
}

async function policyOf(options: PolicyOptions, io: CommandIo): Promise<TrustPolicy> {
  const { action, path } = options;
  if (action === 'show') {
    const document = await readJsonFile(path, io.stdin);
    return withPath(path, () => parseTrustPolicy(document));
  }
  if (action === 'init') {
    const issued = formatInstant(options.at ?? io.now());
    const about = { name: options.name ?? 'Trust policy', issued, overwrite: options.force };
    return initPolicy(path, about, options.additions, io.stdin);
  }
  if (options.additions.length === 0)
    throw usageError('policy add needs something to add: --registry, --key, --log, --witness, --quorum, --tsa or --pack-signer');
  return addToPolicy(path, options.additions, io.stdin);
}

function summaryOf(policy: TrustPolicy) {
  return {
    digest: policy.digest,
    name: policy.name,
    registries: policy.registries.map(({ chain, kid }) => ({ chain, kid })),
    keys: policy.keys.map(({ key, sub, role, operator }) => ({ kid: key.thumbprint, sub, role, operator })),
    tlogPolicy: policy.tlogPolicy,
    tsaRoots: policy.tsaRoots.length,
    packSigners: policy.packSigners.map(({ key, name }) => ({ kid: key.thumbprint, name })),
    clockSkewMs: policy.clockSkewMs,
  };
}

const WORDS = {
  en: { registries: 'Registries', keys: 'Keys', logs: 'Logs and witnesses', tsa: 'Time-stamping roots', packs: 'Pack signers' },
  'zh-CN': { registries: '登记机构', keys: '密钥', logs: '日志与见证人', tsa: '时间戳根证书', packs: '规则包签署人' },
} as const;

function renderPolicy(policy: TrustPolicy, io: CommandIo): string {
  const words = WORDS[io.lang];
  const section = (title: string, rows: readonly string[]): string[] =>
    rows.length === 0 ? [] : [title, ...rows.map((row) => `  ${visible(row)}`)];
  return `${[
    visible(policy.name),
    policy.digest,
    ...section(
      words.registries,
      policy.registries.map(({ chain, kid }) => `${chain}  ${kid}`),
    ),
    ...section(
      words.keys,
      policy.keys.map(({ key, sub, role, operator }) =>
        [key.thumbprint, sub, role, operator].filter((part) => part !== undefined).join('  '),
      ),
    ),
    ...section(
      words.logs,
      (policy.tlogPolicy ?? '').split('\n').filter((line) => line !== ''),
    ),
    ...section(words.tsa, policy.tsaRoots.length === 0 ? [] : [String(policy.tsaRoots.length)]),
    ...section(
      words.packs,
      policy.packSigners.map(({ key, name }) => `${key.thumbprint}  ${name}`),
    ),
  ].join('\n')}\n`;
}
