import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { projectRoot } from '../../../../scripts/project-root.ts';
import type { Core } from '../../../../src-core/arbitration/core.ts';
import { builtInPacks } from '../../../../src-core/arbitration/built-in-packs.ts';
import { signPack } from '../../../../src-core/arbitration/open-pack.ts';
import { parsePack } from '../../../../src-core/arbitration/pack.ts';
import { ed25519Signer } from '../../../../src-core/crypto/signer.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import type { Checked } from '../../../../src-main/application/handlers.ts';
import { readCustodyLine } from '../../../../src-main/custody/custody-entry.ts';
import { custodyBytes } from '../../../../src-main/custody/custody-log.ts';
import type { ClaimForm, RulingView } from '../../../../src-core/host/groups/rulings.ts';
import { canonicalize, canonicalizeBytes } from '../../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../../src-core/json/json-value.ts';
import { rulingsHandlers } from '../../../../src-main/case/handlers/rulings.ts';
import { custodyHandlers } from '../../../../src-main/case/handlers/custody.ts';
import { checkInThread } from '../../../../src-main/case/rulings/check-thread.ts';
import { keepPack, listPacks } from '../../../../src-main/case/rulings/kept-packs.ts';
import { readPrivateJwk } from '../../../../src-main/recording/key-file.ts';
import { createSigner, listSigners } from '../../../../src-main/case/rulings/signers.ts';
import type { CaseSession } from '../../../../src-main/case/case-session.ts';
import { runArbitrate } from '../../../../src-main/cli/arbitrate.ts';
import { runRulingVerify } from '../../../../src-main/cli/ruling.ts';
import { testIo } from '../../../fixtures/cli-io.ts';
import { coffeeOrder, COFFEE_TXN } from '../../../fixtures/coffee-order.ts';
import { coffeeCase, emptyCase, temporaryFolder, type CaseFixture } from '../../../fixtures/case-fixture.ts';
import { smallPackDocument, smallRemedy, smallRule } from '../../../fixtures/core-pack.ts';
import { writeFolder } from '../../../fixtures/write-folder.ts';

const samples = join(projectRoot, 'samples');
const folders = readdirSync(samples).filter((name) => /^\d/.test(name));
const CORE = builtInPacks.get('core') ?? '';
const never = new AbortController().signal;
const caseId = `case-${'0'.repeat(32)}`;

const read = (path: string): JsonValue => JSON.parse(readFileSync(path, 'utf8')) as JsonValue;

function bundlesOf(folder: string): string[] {
  const { bundles } = read(join(samples, folder, 'expected.json')) as { bundles?: string[] };
  const names =
    bundles?.map((name) => `${name}.atb`) ?? readdirSync(join(samples, folder)).filter((name) => name.endsWith('.atb'));
  return names.map((name) => join(samples, folder, name));
}

function formOf(folder: string): ClaimForm {
  const { v: _version, ...form } = read(join(samples, folder, 'claim.json')) as unknown as ClaimForm & { v: 1 };
  return form;
}

async function sampleCase(folder: string): Promise<CaseFixture> {
  const fixture = await emptyCase();
  await fixture.take(bundlesOf(folder), readFileSync(join(samples, folder, 'policy.json')));
  return fixture;
}

const decide = (
  session: CaseSession,
  claim: ClaimForm,
  settings: Checked<'rulings.decide'>['settings'] = [],
  packs: string[] = [CORE],
): Promise<RulingView> => Promise.resolve(rulingsHandlers['rulings.decide'](session, { caseId, claim, packs, settings }, never));

interface CliAnswer {
  readonly core: Core;
  readonly coreDigest: string;
}

async function cliCore(paths: string[], policy: string, claim: string, settings: string[] = []): Promise<CliAnswer> {
  const io = testIo();
  const options = { paths, claim, all: false, packs: [], settings, json: true, evidence: { policy } };
  await runArbitrate(options, io);
  return JSON.parse(io.out.join('')) as CliAnswer;
}

const acts = async (session: CaseSession): Promise<string[]> =>
  (await custodyHandlers['custody.list'](session, { caseId, offset: 0, count: 100 }, never)).rows.map(({ act }) => act);

describe.each(folders)('sample %s', (folder) => {
  it('is decided to the bytes that the command line gives', async () => {
    const { session } = await sampleCase(folder);
    const view = await decide(session, formOf(folder));
    const at = (name: string): string => join(samples, folder, name);
    const cli = await cliCore(bundlesOf(folder), at('policy.json'), at('claim.json'));
    expect(view.coreDigest).toBe(cli.coreDigest);
    expect(canonicalize(view.core as unknown as JsonValue)).toBe(canonicalize(cli.core as unknown as JsonValue));
    const { outcome } = read(at('expected.json')) as { outcome: string };
    expect(view.core.outcome).toBe(outcome);
    expect(view.stale).toEqual([]);
    // Every entry that a rule cites is in the ledger, and what a rule reads has its value in the core.
    const known = new Set(view.entries.filter(({ lineId }) => lineId !== undefined).map(({ digest }) => digest));
    const facts = new Set(view.core.facts.map(({ id }) => id));
    for (const row of view.trace) {
      expect(row.cites.filter((digest) => !known.has(digest))).toEqual([]);
      expect(row.reads.filter((id) => !facts.has(id))).toEqual([]);
    }
  });
});

test('parameters set in the form are those that the command line sets', async () => {
  const folder = '02-price-changed';
  const { session } = await sampleCase(folder);
  const at = (name: string): string => join(samples, folder, name);
  const settings = [
    { pack: 'core', param: 'ord02.d', value: '0.5' },
    { pack: 'core', param: 'time.assumeAt', value: ' false ' },
  ];
  const view = await decide(session, formOf(folder), settings);
  const cli = await cliCore(bundlesOf(folder), at('policy.json'), at('claim.json'), ['ord02.d=0.5', 'core/time.assumeAt=false']);
  expect(view.coreDigest).toBe(cli.coreDigest);
  expect(view.coreDigest).not.toBe((await decide(session, formOf(folder))).coreDigest);
});

test('a folder of evidence is one piece of evidence, as for the command line', async () => {
  const built = coffeeOrder().builder.build();
  const folder = writeFolder(built.files);
  const fixture = await emptyCase();
  await fixture.take([folder], built.policyBytes);
  const { form } = await rulingsHandlers['rulings.draft'](fixture.session, { caseId, txn: COFFEE_TXN }, never);
  const view = await decide(fixture.session, form);
  const place = temporaryFolder();
  writeFileSync(join(place, 'claim.json'), JSON.stringify(view.claim));
  writeFileSync(join(place, 'policy.json'), built.policyBytes);
  const cli = await cliCore([folder], join(place, 'policy.json'), join(place, 'claim.json'));
  expect(view.coreDigest).toBe(cli.coreDigest);
  expect(view.stale).toEqual([]);
});

describe('the draft of a claim', () => {
  it('asks for what the rules would give, at the host’s own time', async () => {
    const { session } = await sampleCase('02-price-changed');
    const { form, payments, parties, from } = await rulingsHandlers['rulings.draft'](
      session,
      { caseId, txn: 'txn-coffee-0001' },
      never,
    );
    expect(from).toBe('rules');
    expect(form.filedAt).toMatch(/^2026-11-24T12:/);
    expect(payments).toHaveLength(1);
    expect(payments[0]?.settled).toEqual({ currency: 'CNY', minor: expect.any(Number) as number });
    expect(form.paymentId).toBe(payments[0]?.id);
    expect(form.claimant).toBe('did:example:user');
    expect(form.respondents).toEqual(['did:example:merchant']);
    expect(parties.find(({ id }) => id === form.claimant)?.role).toBe('user');
    // Decided as it stands, it is a claim that fits its evidence.
    expect((await decide(session, form)).claim.txn).toBe('txn-coffee-0001');
  });

  it('is refused for a transaction that nobody knows', async () => {
    const { session } = await coffeeCase();
    await expect(rulingsHandlers['rulings.draft'](session, { caseId, txn: 'none' }, never)).rejects.toMatchObject({
      code: 'E_CLAIM',
    });
  });
});

describe('what does not fit', () => {
  it.each([
    [{ claimant: '' }, '/claimant'],
    [{ filedAt: 'yesterday' }, '/filedAt'],
    [{ noticeAt: '2026-02-30T00:00:00.000Z' }, '/noticeAt'],
    [{ amount: { currency: 'yuan', minor: 1 } }, '/amount'],
    [{ amount: { currency: 'USD', minor: 1 } }, '/amount/currency'],
    [{ respondents: ['中'] }, '/respondents/0'],
  ] satisfies [Partial<ClaimForm>, string][])('%j is refused at its place', async (change, pointer) => {
    const { session } = await sampleCase('02-price-changed');
    await expect(decide(session, { ...formOf('02-price-changed'), ...change })).rejects.toMatchObject({
      code: 'E_CLAIM',
      place: { pointer },
    });
    expect(rulingsHandlers['rulings.list'](session, { caseId }, never)).toEqual([]);
  });

  it('a parameter of another type is refused at its place', async () => {
    const { session } = await sampleCase('02-price-changed');
    const settings = [
      { pack: 'core', param: 'evd07.days', value: '100' },
      { pack: 'core', param: 'evd03.days', value: 'thirty' },
    ];
    await expect(decide(session, formOf('02-price-changed'), settings)).rejects.toMatchObject({
      code: 'E_PACK_PARAM',
      place: { pointer: '/settings/1/value' },
    });
  });
});

const PASSPHRASE = 'correct horse battery';

async function signedSample(folder = '02-price-changed'): Promise<{
  readonly fixture: CaseFixture;
  readonly view: RulingView;
  readonly path: string;
  readonly kid: string;
}> {
  const fixture = await sampleCase(folder);
  const { session, dataFolder } = fixture;
  const { id: signer, kid } = await createSigner(dataFolder, 'An Analyst', PASSPHRASE, 0);
  const { id } = await decide(session, formOf(folder));
  const view = await rulingsHandlers['rulings.sign'](session, { caseId, id, signer, passphrase: PASSPHRASE }, never);
  const path = readdirSync(dataFolder)
    .map((name) => join(dataFolder, name))
    .filter((name) => /spool-\d+$/.test(name))
    .at(-1);
  return { fixture, view, path: path ?? '', kid };
}

// The bytes of one signed file, for tests that ask nothing of the case behind it.
let written: Promise<string> | undefined;
const signedText = (): Promise<string> => (written ??= signedSample().then(({ path }) => readFileSync(path, 'utf8')));

describe('a signed ruling', () => {
  it('is written, read again from its bytes in another thread, and answers every question', async () => {
    const { fixture, view, path, kid } = await signedSample();
    const { session } = fixture;
    const report = view.exported?.checked;
    expect(view.signed).toMatchObject({ kid, name: 'An Analyst', by: 'Ann' });
    expect(report?.checks.map(({ name }) => name)).toEqual([
      'container',
      'renderings',
      'signature',
      'approvals',
      'evidence',
      'report',
      'pack',
      'policy',
      'core',
      'custody',
    ]);
    // Nobody vouches for a key that was made a moment ago; everything else is settled.
    expect(report?.verdict).toBe('indeterminate');
    const open = report?.checks.filter(({ result }) => result !== 'pass' && result !== 'not-applicable');
    expect(open).toEqual([{ name: 'signature', result: 'indeterminate', code: 'I_KEY_UNTRUSTED' }]);
    expect(report?.derivedDigest).toBe(view.coreDigest);
    expect(report?.coreDigest).toBe(view.coreDigest);
    expect(await acts(session)).toEqual(expect.arrayContaining(['claim.decided', 'ruling.signed', 'ruling.exported']));
    const io = testIo();
    await runRulingVerify(
      {
        file: path,
        evidencePaths: bundlesOf('02-price-changed'),
        json: true,
        evidence: { policy: join(samples, '02-price-changed', 'policy.json') },
      },
      io,
    );
    expect(JSON.parse(io.out.join(''))).toEqual(report);
  });

  it('passes where the policy names the signer', async () => {
    const folder = '02-price-changed';
    const fixture = await emptyCase();
    const { dataFolder } = fixture;
    const { id: signer } = await createSigner(dataFolder, 'An Analyst', PASSPHRASE, 0);
    const jwk = await readPrivateJwk(join(dataFolder, 'signers', `${signer}.key`), () => Promise.resolve(PASSPHRASE));
    const policy = {
      ...(read(join(samples, folder, 'policy.json')) as JsonObject),
      people: [{ id: 'p1', name: 'An Analyst', jwk: { kty: 'OKP', crv: 'Ed25519', x: jwk['x'] as string }, roles: ['analyst'] }],
    };
    await fixture.take(bundlesOf(folder), canonicalizeBytes(policy));
    const { id } = await decide(fixture.session, formOf(folder));
    const view = await rulingsHandlers['rulings.sign'](fixture.session, { caseId, id, signer, passphrase: PASSPHRASE }, never);
    expect(view.exported?.checked.verdict).toBe('pass');
    await expect(
      Promise.resolve(rulingsHandlers['rulings.sign'](fixture.session, { caseId, id, signer, passphrase: PASSPHRASE }, never)),
    ).rejects.toMatchObject({ code: 'E_RULING_SIGNED' });
    const again = await rulingsHandlers['rulings.export'](fixture.session, { caseId, id }, never);
    expect(again.exported?.sha256).toBe(view.exported?.sha256);
    expect(again.handle).not.toBe(view.handle);
  });

  it('writes the court file of a signed ruling alone, checks it, and custody says what left', async () => {
    const fixture = await sampleCase('02-price-changed');
    const { session, dataFolder } = fixture;
    const { id } = await decide(session, formOf('02-price-changed'));
    const write = (form: 'zip' | 'csv', disclose: 'evidence'[] = []) =>
      Promise.resolve(rulingsHandlers['rulings.form'](session, { caseId, id, form, disclose }, never));
    await expect(write('zip')).rejects.toMatchObject({ code: 'E_RULING_UNSIGNED' });
    const { id: signer } = await createSigner(dataFolder, 'An Analyst', PASSPHRASE, 0);
    await rulingsHandlers['rulings.sign'](session, { caseId, id, signer, passphrase: PASSPHRASE }, never);
    const { report, name, bytes } = await write('zip');
    expect(name).toMatch(/\.zip$/);
    const answers = Object.fromEntries((report?.checks ?? []).map((check) => [check.name, check.code ?? check.result]));
    expect(answers).toMatchObject({ container: 'pass', renderings: 'pass', evidence: 'pass', core: 'pass', custody: 'pass' });
    expect((await write('zip', ['evidence'])).bytes).toBeGreaterThan(bytes + 50_000);
    expect((await write('csv')).report).toBeUndefined();
    const told = custodyBytes(session.read).toString();
    const acts = told
      .trim()
      .split('\n')
      .map((line) => readCustodyLine(Buffer.from(line)).entry)
      .filter(({ act }) => act === 'ruling.exported')
      .map(({ details }) => [details['form'], details['disclosed']]);
    expect(acts.slice(-3)).toEqual([
      ['zip', ''],
      ['zip', 'evidence'],
      ['csv', ''],
    ]);
  }, 120_000);

  it('tells at the right question what was changed', async () => {
    const text = await signedText();
    const against = {
      kind: 'files',
      policy: join(samples, '02-price-changed', 'policy.json'),
      evidence: bundlesOf('02-price-changed'),
    } as const;
    const check = async (changed: string): Promise<Map<string, string>> => {
      const place = join(temporaryFolder(), 'changed.json');
      writeFileSync(place, changed);
      const { report } = await checkInThread({ ruling: place, against });
      expect(report.verdict).toBe('fail');
      return new Map(report.checks.filter(({ result }) => result === 'fail').map(({ name, code }) => [name, code ?? '']));
    };
    const flip = (found: RegExp, to: string): string => {
      expect(text).toMatch(found);
      return text.replace(found, to);
    };
    // One byte of the core: the manifest no longer lists it as it is.
    expect(await check(flip(/"minor":900/, '"minor":901'))).toEqual(new Map([['container', 'E_MANIFEST']]));
    // One byte after the document.
    expect((await check(`${text}\n`)).get('container')).toBe('E_CANON');
    // One character of the signature.
    const [, sig = ''] = /"sig":"([^"]{10})/.exec(text) ?? [];
    const other = `${sig.slice(0, 9)}${sig.at(9) === 'A' ? 'B' : 'A'}`;
    expect(await check(text.replace(`"sig":"${sig}`, `"sig":"${other}`))).toEqual(new Map([['signature', 'E_SIG']]));
  });

  it('tells that the evidence is another one', async () => {
    const path = join(temporaryFolder(), 'ruling.json');
    writeFileSync(path, await signedText());
    const { report } = await checkInThread({
      ruling: path,
      against: {
        kind: 'files',
        policy: join(samples, '02-price-changed', 'policy.json'),
        evidence: bundlesOf('01-coffee-order'),
      },
    });
    const failed = report.checks.filter(({ result }) => result === 'fail').map(({ name }) => name);
    expect(failed).toEqual(expect.arrayContaining(['evidence', 'core']));
  });

  it('never lets the key or its passphrase out', async () => {
    const { fixture, view, path } = await signedSample();
    const { dataFolder } = fixture;
    const signers = join(dataFolder, 'signers');
    const [key = ''] = readdirSync(signers).filter((name) => name.endsWith('.key'));
    expect(statSync(join(signers, key)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(signers, key), 'utf8')).toMatch(/^[\w-]+(?:\.[\w-]*){4}\s*$/);
    const { d } = await readPrivateJwk(join(signers, key), () => Promise.resolve(PASSPHRASE));
    fixture.session.write((database) => database.run('PRAGMA user_version'));
    for (const bytes of [
      JSON.stringify(view),
      JSON.stringify(await listSigners(dataFolder)),
      readFileSync(path, 'latin1'),
      readFileSync(fixture.path, 'latin1'),
      readFileSync(`${fixture.path}-wal`, 'latin1'),
    ]) {
      expect(bytes.includes(String(d))).toBe(false);
      expect(bytes.includes(PASSPHRASE)).toBe(false);
    }
  });
});

describe('signing is refused', () => {
  it('with a wrong passphrase, which says no path', async () => {
    const fixture = await sampleCase('02-price-changed');
    const { id: signer } = await createSigner(fixture.dataFolder, 'An Analyst', PASSPHRASE, 0);
    const { id } = await decide(fixture.session, formOf('02-price-changed'));
    const refused = Promise.resolve(
      rulingsHandlers['rulings.sign'](fixture.session, { caseId, id, signer, passphrase: 'another one' }, never),
    );
    await expect(refused).rejects.toMatchObject({ code: 'E_PASSPHRASE', place: { pointer: '/passphrase' } });
    await refused.catch((error: Error) => expect(error.message).not.toContain(fixture.dataFolder));
    expect(await acts(fixture.session)).not.toContain('ruling.signed');
  });

  it('with a key that is not there', async () => {
    const fixture = await sampleCase('02-price-changed');
    const { id } = await decide(fixture.session, formOf('02-price-changed'));
    await expect(
      Promise.resolve(
        rulingsHandlers['rulings.sign'](fixture.session, { caseId, id, signer: '../../etc/passwd', passphrase: 'x' }, never),
      ),
    ).rejects.toMatchObject({ code: 'E_SIGNER' });
  });

  it('of a ruling that the case no longer gives', async () => {
    const fixture = await sampleCase('02-price-changed');
    const { id: signer } = await createSigner(fixture.dataFolder, 'An Analyst', PASSPHRASE, 0);
    const { id } = await decide(fixture.session, formOf('02-price-changed'));
    await fixture.take(bundlesOf('01-coffee-order'));
    const { session } = fixture;
    expect((await rulingsHandlers['rulings.read'](session, { caseId, id }, never)).stale).toEqual(['evidence']);
    expect((await rulingsHandlers['rulings.list'](session, { caseId }, never))[0]?.stale).toBe(true);
    await expect(
      Promise.resolve(rulingsHandlers['rulings.sign'](session, { caseId, id, signer, passphrase: PASSPHRASE }, never)),
    ).rejects.toMatchObject({ code: 'E_RULING_STALE' });
  });

  it('of a ruling whose document was changed in the case file', async () => {
    const fixture = await sampleCase('02-price-changed');
    const { session } = fixture;
    const { id } = await decide(session, formOf('02-price-changed'));
    session.write((database) =>
      database
        .change(`UPDATE ruling SET document = CAST(replace(CAST(document AS TEXT), '"minor":900', '"minor":901') AS BLOB)`)
        .run(),
    );
    expect(() => rulingsHandlers['rulings.read'](session, { caseId, id }, never)).toThrow(
      expect.objectContaining({ code: 'E_CASE_DAMAGED' }) as Error,
    );
  });
});

test('another policy makes a ruling stale', async () => {
  const fixture = await sampleCase('02-price-changed');
  const { id } = await decide(fixture.session, formOf('02-price-changed'));
  await fixture.take([], null);
  expect((await rulingsHandlers['rulings.read'](fixture.session, { caseId, id }, never)).stale).toEqual(['policy']);
});

describe('packs from files', () => {
  const author = ed25519Signer(new Uint8Array(32).fill(9));
  const tests = [
    ['established', { value: false }],
    ['not-established', { value: true }],
    ['undetermined', { state: 'unknown' }],
  ].map(([outcome, delivered]) => ({
    name: outcome,
    rule: 'HOUSE-1',
    facts: { 'prf.delivered': delivered },
    expect: { outcome },
  })) as JsonValue[];
  const document = smallPackDocument('house', [smallRule('HOUSE-1', smallRemedy(50, 'M', 'fee'))], { tests });

  it('are kept, and used only where the policy names their signer', async () => {
    const built = coffeeOrder().builder.build();
    const fixture = await emptyCase();
    await fixture.take([writeFolder(built.files)], built.policyBytes);
    const { dataFolder, session } = fixture;
    mkdirSync(dataFolder, { recursive: true });
    const place = join(temporaryFolder(), 'pack.json');
    writeFileSync(place, encodeUtf8(canonicalize(signPack(parsePack(document), author))));
    const row = await keepPack(dataFolder, place);
    expect(row.source).toBe('file');
    const listed = (await listPacks(dataFolder)).map(({ id, source }) => `${id} ${source}`);
    expect([listed[0], listed.at(-1), listed.length]).toEqual(['core built-in', `${row.id} file`, builtInPacks.size + 1]);
    const { form } = await rulingsHandlers['rulings.draft'](session, { caseId, txn: COFFEE_TXN }, never);
    await expect(decide(session, form, [], [row.digest])).rejects.toMatchObject({ code: 'E_PACK_SIGNER' });
    const policy = { ...(built.policy as JsonObject), packSigners: [{ jwk: { ...author.jwk }, name: 'An Author' }] };
    await fixture.take([], canonicalizeBytes(policy));
    const view = await decide(fixture.session, form, [], [row.digest]);
    expect(view.core.packs.map(({ id }) => id)).toEqual([row.id]);
  });

  it('that are gone are told', async () => {
    const { session } = await coffeeCase();
    const { form } = await rulingsHandlers['rulings.draft'](session, { caseId, txn: COFFEE_TXN }, never);
    await expect(decide(session, form, [], [`sha256:${'0'.repeat(64)}`])).rejects.toMatchObject({ code: 'E_PACK_GONE' });
  });
});
