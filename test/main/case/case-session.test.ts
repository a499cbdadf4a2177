import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { coffeeCase } from '../../fixtures/case-fixture.ts';

it('evidence that somebody still waits for is derived, whoever else gave up', async () => {
  const { session } = await coffeeCase();
  const controller = new AbortController();
  const given = session.evidence(controller.signal);
  const waited = session.evidence(new AbortController().signal);
  controller.abort();
  const evidence = await waited;
  expect(evidence.counts.entries).toBeGreaterThan(0);
  expect(await given).toBe(evidence);
  // It is kept.
  expect(await session.evidence()).toBe(evidence);
});

it('evidence that nobody waits for any more is given up, and derived anew when it is asked for', async () => {
  const { session, dataFolder } = await coffeeCase();
  const controller = new AbortController();
  const given = expect(session.evidence(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  controller.abort();
  await given;
  expect(readdirSync(join(dataFolder, 'spool'))).toEqual([]);
  expect((await session.evidence()).counts.entries).toBeGreaterThan(0);
  await expect(session.evidence(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
