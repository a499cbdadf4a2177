import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import type { LedgerDetail } from '../../../src-core/host/groups/ledger.ts';
import { locateValues } from '../../../src-core/json/locate-values.ts';
import { bytesFromBase64, nodeOf, parentOf } from '../../../src-renderer/features/ledger/selected-bytes.ts';
import { firstFolded, treeRows } from '../../../src-renderer/features/ledger/tree-rows.ts';

const payload = encodeUtf8('{"at":"x","body":{"_sd":["d1"],"total":{"currency":"CNY","minor":2900},"who":{"id":"a"}}}');
const raw = encodeUtf8('{"payload":"e30=","signatures":[]}');
const detail: LedgerDetail = {
  row: { id: 1, chain: 'c', line: 1, status: 'fail', flagged: false },
  raw: encodeBase64(raw),
  file: '',
  byte: 0,
  length: raw.length,
  payload: encodeBase64(payload),
  canonical: true,
  signature: 'valid',
  tree: locateValues(payload),
  envelope: locateValues(raw),
  links: { refs: [], named: [] },
  findings: [{ code: 'E_SUM', severity: 'error', message: 'm', pointer: '/body/total' }],
  bracket: {},
};

describe('the tree of an entry', () => {
  it('begins with the line folded and the payload open', () => {
    const rows = treeRows(detail, undefined, firstFolded(detail));
    expect(rows.map(({ part, pointer }) => `${part}:${pointer}`)).toEqual([
      'envelope:',
      'payload:',
      'payload:/at',
      'payload:/body',
      'payload:/body/_sd',
      'payload:/body/_sd/0',
      'payload:/body/total',
      'payload:/body/total/currency',
      'payload:/body/total/minor',
      'payload:/body/who',
      'payload:/body/who/id',
    ]);
    expect(rows.find(({ pointer }) => pointer === '/body/total')).toMatchObject({
      money: { currency: 'CNY', minor: 2900 },
      findings: [{ code: 'E_SUM' }],
    });
    expect(rows.find(({ pointer }) => pointer === '/body/who')?.summary).toBe('a');
  });

  it('leaves out what is folded', () => {
    const rows = treeRows(detail, undefined, new Set(['envelope:', 'payload:/body']));
    expect(rows.map(({ pointer }) => pointer)).toEqual(['', '', '/at', '/body']);
  });

  it('shows members that were not signed in clear under what holds them', () => {
    const fields = {
      known: true,
      undisclosed: 0,
      states: [{ pointer: '/body/utterance', state: 'disclosed' as const, value: '两杯' }],
    };
    const rows = treeRows(detail, fields, firstFolded(detail));
    const at = rows.findIndex(({ pointer }) => pointer === '/body');
    expect(rows[at + 1]).toMatchObject({ pointer: '/body/utterance', state: 'disclosed', value: '两杯', size: 0 });
  });

  it('finds a selected value with what holds it', () => {
    const node = nodeOf(detail, { part: 'payload', pointer: '/body/total/minor' });
    expect(node?.value).toBe('2900');
    expect(node === undefined ? undefined : parentOf(detail.tree, node)?.pointer).toBe('/body/total');
    expect(bytesFromBase64(encodeBase64(payload))).toEqual(payload);
  });
});
