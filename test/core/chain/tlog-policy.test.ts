import { describe, expect, it } from 'vitest';
import { logSigner, witnessSigner } from '../../../src-core/chain/note-signer.ts';
import { formatTlogPolicy, meetsQuorum, parseTlogPolicy } from '../../../src-core/chain/tlog-policy.ts';
import { formatVerifierKey } from '../../../src-core/chain/verifier-key.ts';
import { ed25519Signer } from '../../../src-core/crypto/signer.ts';

const signer = (n: number): ReturnType<typeof ed25519Signer> => ed25519Signer(new Uint8Array(32).fill(n));
const log = logSigner('example.com/log', signer(1)).verifierKey;
const plain = logSigner('Wit1', signer(2)).verifierKey;
const [w1, w2, w3, w4, w5, w6] = [2, 3, 4, 5, 6, 7].map((n) => witnessSigner(`Wit${n - 1}`, signer(n), 0).verifierKey);
const impostor = witnessSigner('impostor.example.com', signer(2), 0).verifierKey;

const example = `log ${log}

witness X1 ${w1}
witness X2 ${w2}
witness X3 ${w3}
group X-witnesses 2 X1 X2 X3

witness Y1 ${w4}
witness Y2 ${w5}
witness Y3 ${w6}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

describe('C2SP tlog-policy', () => {
  it('reads the example of the specification', () => {
    const policy = parseTlogPolicy(example);
    expect(policy.logs.map((key) => key.name)).toEqual(['example.com/log']);
    expect(policy.witnesses.map(({ name }) => name)).toEqual(['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3']);
    expect(policy.groups).toEqual([
      { name: 'X-witnesses', threshold: 2, members: ['X1', 'X2', 'X3'] },
      { name: 'Y-witnesses', threshold: 1, members: ['Y1', 'Y2', 'Y3'] },
      { name: 'X-and-Y', threshold: 2, members: ['X-witnesses', 'Y-witnesses'] },
    ]);
  });

  it.each<[string, string[], boolean]>([
    ['two of X, one of Y', ['X1', 'X3', 'Y2'], true],
    ['all', ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'], true],
    ['one of X', ['X1', 'Y1'], false],
    ['none of Y', ['X1', 'X2', 'X3'], false],
    ['nobody', [], false],
    ['the names of groups, which sign nothing', ['X-witnesses', 'Y-witnesses', 'X-and-Y'], false],
  ])('decides the quorum: %s', (_, names, met) => {
    expect(meetsQuorum(parseTlogPolicy(example), new Set(names))).toBe(met);
  });

  it('takes comments, white space, addresses, odd names, and a last line without newline', () => {
    expect(parseTlogPolicy('quorum none\n').quorum).toBe('none');
    expect(meetsQuorum(parseTlogPolicy('quorum none'), new Set())).toBe(true);
    const spaced = `\n# comment\n\t # another\n\twitness \t w1  ${w1}   https://w1.example.com/  \n\n  quorum\tw1`;
    expect(parseTlogPolicy(spaced).witnesses.map(({ name }) => name)).toEqual(['w1']);
    const keywords = `witness all ${w1}\nwitness any ${w2}\ngroup group 2 all any\nquorum group\n`;
    expect(meetsQuorum(parseTlogPolicy(keywords), new Set(['all', 'any']))).toBe(true);
    const kelvin = `witness K ${w1}\nwitness \u212a ${w2}\nquorum \u212a\n`;
    expect(meetsQuorum(parseTlogPolicy(kelvin), new Set(['K']))).toBe(false);
    expect(meetsQuorum(parseTlogPolicy(kelvin), new Set(['\u212a']))).toBe(true);
  });

  it('knows ML-DSA witnesses and logs by name, and refuses keys that do not fit their office', () => {
    const mlDsa = formatVerifierKey('pq.example', 6, new Uint8Array(1312));
    expect(parseTlogPolicy(`log ${mlDsa}\nwitness w ${mlDsa}\nquorum w\n`).witnesses[0]?.key.algorithm).toBe('unsupported');
  });

  const ecdsa = 'ecdsa.example.com+00000000+AgECAw==';
  it.each<[string, string, number]>([
    ['a control character', 'quorum none\n\u0001', 2],
    ['a carriage return', 'quorum none\r\n', 1],
    ['a delete character', 'quorum none\n# \u007f', 2],
    ['a lone surrogate', 'quorum none\n# \ud800', 2],
    ['an unknown keyword', 'quibble w1\nquorum none\n', 1],
    ['a comment behind', `witness w1 ${w1} https://w1.example.com/ # comment\nquorum w1\n`, 1],
    ['a log without a key', 'log\nquorum none\n', 1],
    ['a log with no key', 'log garbage\nquorum none\n', 1],
    ['a log given twice', `log ${log}\nlog ${log} https://log.example.com/\nquorum none\n`, 2],
    ['a witness without a key', 'witness w1\nquorum none\n', 1],
    ['an ECDSA witness', `witness w1 ${ecdsa}\nquorum w1\n`, 1],
    ['a witness with a plain key', `witness w1 ${plain}\nquorum w1\n`, 1],
    ['a witness called none', `witness none ${w1}\nquorum none\n`, 1],
    ['a witness name used twice', `witness w1 ${w1}\nwitness w1 ${w2}\nquorum w1\n`, 2],
    ['a witness key used twice', `witness w1 ${w1}\nwitness w2 ${impostor}\nquorum w1\n`, 2],
    ['a group called like a witness', `witness w1 ${w1}\ngroup w1 any w1\nquorum w1\n`, 2],
    ['a group without members', `witness w1 ${w1}\ngroup g1 1\nquorum w1\n`, 2],
    ['a group called none', `witness w1 ${w1}\ngroup none any w1\nquorum none\n`, 2],
    ['threshold 0', `witness w1 ${w1}\ngroup g1 0 w1\nquorum g1\n`, 2],
    ['threshold -1', `witness w1 ${w1}\ngroup g1 -1 w1\nquorum g1\n`, 2],
    ['threshold past the members', `witness w1 ${w1}\ngroup g1 2 w1\nquorum g1\n`, 2],
    ['an unknown member', `witness w1 ${w1}\ngroup g1 any w2\nquorum g1\n`, 2],
    ['a member defined later', `group g1 any w1\nwitness w1 ${w1}\nquorum g1\n`, 1],
    ['a group within itself', `witness w1 ${w1}\ngroup g1 any g1\nquorum g1\n`, 2],
    ['none as a member', `witness w1 ${w1}\ngroup g1 any none w1\nquorum g1\n`, 2],
    ['a member twice', `witness w1 ${w1}\ngroup g1 all w1 w1\nquorum g1\n`, 2],
    ['a member of two groups', `witness w1 ${w1}\nwitness w2 ${w2}\ngroup g1 any w1 w2\ngroup g2 any w1\nquorum g1\n`, 4],
    ['no quorum', `witness w1 ${w1}\n`, 2],
    ['two quorums', `witness w1 ${w1}\nquorum w1\nquorum w1\n`, 3],
    ['a quorum of nobody', 'quorum unknown\n', 1],
    ['a quorum defined later', `quorum w1\nwitness w1 ${w1}\n`, 1],
    ['a quorum without a name', 'quorum\n', 1],
  ])('refuses %s', (_, text, line) => {
    expect(() => parseTlogPolicy(text)).toThrow(expect.objectContaining({ code: 'E_POLICY', place: { line } }));
  });

  it('writes what it reads', () => {
    const text = formatTlogPolicy({
      logs: [log],
      witnesses: [
        { name: 'w1', key: w1 as string },
        { name: 'w2', key: w2 as string },
      ],
      groups: [{ name: 'g', threshold: 1, members: ['w1', 'w2'] }],
      quorum: 'g',
    });
    expect(text).toBe(`log ${log}\nwitness w1 ${w1}\nwitness w2 ${w2}\ngroup g 1 w1 w2\nquorum g\n`);
    expect(() => formatTlogPolicy({ logs: [], witnesses: [], groups: [], quorum: 'g' })).toThrow(
      expect.objectContaining({ code: 'E_POLICY' }),
    );
  });
});
