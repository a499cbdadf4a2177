import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectRoot } from '../../../scripts/project-root.ts';
import { builtInPacks } from '../../../src-core/arbitration/built-in-packs.ts';
import { openFileSpool, type FileSpool } from '../../../src-main/application/file-handles.ts';
import type { CallContext } from '../../../src-main/application/handlers.ts';
import { rulingHandlers } from '../../../src-main/application/ruling-handlers.ts';
import { runArbitrate } from '../../../src-main/cli/arbitrate.ts';
import { createKeyFile } from '../../../src-main/recording/key-file.ts';
import { testIo } from '../../fixtures/cli-io.ts';

const sample = (name: string): string => join(projectRoot, 'samples', '02-price-changed', name);
let folder: string;
let files: FileSpool;
let context: CallContext;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assize-rulings-'));
  files = await openFileSpool(join(folder, 'data'));
  context = { signal: new AbortController().signal, page: 'page', files, emit: () => {} };
});
afterEach(async () => {
  await files.close();
  await rm(folder, { recursive: true, force: true });
});

const handlers = (): ReturnType<typeof rulingHandlers> => rulingHandlers(join(folder, 'data'));
const held = async (path: string): Promise<string> => (await files.hold(path)).handle;

/** A ruling as the command line writes and signs it. */
async function writtenRuling(): Promise<string> {
  const key = join(folder, 'key.json');
  const out = join(folder, 'out.json');
  await createKeyFile(key);
  await runArbitrate(
    {
      paths: [sample('evidence.atb')],
      claim: sample('claim.json'),
      all: false,
      packs: [],
      settings: [],
      sign: key,
      out,
      json: true,
      evidence: { policy: sample('policy.json') },
    },
    testIo(),
  );
  return out;
}

test('the packs that ship with the program are there, with their parameters', async () => {
  const packs = await handlers()['packs.list']({}, context);
  expect(packs.map(({ digest }) => digest).sort()).toEqual([...builtInPacks.values()].sort());
  expect(packs[0]?.id).toBe('core');
  expect(packs[0]?.params.find(({ id }) => id === 'ord02.d')).toMatchObject({ type: 'decimal', value: '0', tag: 'K' });
  expect(packs[0]?.rules.find(({ id }) => id === 'AR-EVD-01')?.decides).toBe(false);
});

test('a pack file that is none is refused', async () => {
  await writeFile(join(folder, 'none.json'), '{"v":1}');
  await expect(
    Promise.resolve(handlers()['packs.add']({ handle: await held(join(folder, 'none.json')) }, context)),
  ).rejects.toMatchObject({ code: 'E_PACK_SCHEMA' });
});

test('signers are listed without anything of their secret, and need a name', async () => {
  const made = await handlers()['signers.create']({ name: ' An Analyst ', passphrase: 'correct horse' }, context);
  expect(made).toEqual({ id: made.kid, kid: made.kid, name: 'An Analyst', createdAt: expect.any(String) as string });
  expect(await handlers()['signers.list']({}, context)).toEqual([made]);
  await expect(
    Promise.resolve(handlers()['signers.create']({ name: '  ', passphrase: 'correct horse' }, context)),
  ).rejects.toMatchObject({ code: 'E_SIGNER_NAME' });
});

test('a ruling from elsewhere is checked by itself, and derived again with what is given', async () => {
  const handle = await held(await writtenRuling());
  const alone = await handlers()['rulings.check']({ handle }, context);
  const answers = new Map(alone.report.checks.map(({ name, result }) => [name, result]));
  expect(answers.get('container')).toBe('pass');
  expect(answers.get('core')).toBe('not-applicable');
  expect(alone.told).toMatchObject({ txn: 'txn-coffee-0001', outcome: 'established', amount: { currency: 'CNY', minor: 900 } });
  expect(alone.told?.awards).toEqual([
    { from: 'merchant-operator', to: 'did:example:user', money: { currency: 'CNY', minor: 900 } },
  ]);
  const policy = await held(sample('policy.json'));
  const evidence = [await held(sample('evidence.atb'))];
  const whole = await handlers()['rulings.check']({ handle, policy, evidence }, context);
  const open = whole.report.checks.filter(({ result }) => result !== 'pass' && result !== 'not-applicable');
  expect(open.map(({ code }) => code)).toEqual(['I_KEY_UNTRUSTED']);
  expect(whole.report.derivedDigest).toBe(alone.report.coreDigest);
});

test('a file that is no ruling is told so, and nothing is read out of it', async () => {
  await writeFile(join(folder, 'other.json'), '{"parts":{"claim":1}}');
  const { report, told } = await handlers()['rulings.check']({ handle: await held(join(folder, 'other.json')) }, context);
  expect(report.verdict).toBe('fail');
  expect(report.checks.find(({ name }) => name === 'container')).toMatchObject({ result: 'fail', code: 'E_SCHEMA' });
  expect(told).toBeUndefined();
});

test('a check that is taken back ends', async () => {
  const controller = new AbortController();
  const handle = await held(await writtenRuling());
  const running = handlers()['rulings.check']({ handle }, { ...context, signal: controller.signal });
  controller.abort();
  await expect(Promise.resolve(running)).rejects.toMatchObject({ code: 'E_CANCELLED' });
});
