import type { FindingCode } from './finding.ts';

/** What a code says to a person, and what can be done about it. */
export interface FindingMessage {
  readonly en: string;
  readonly zh: string;
  readonly advice: { readonly en: string; readonly zh: string };
}

const say = (en: string, zh: string, adviceEn: string, adviceZh: string): FindingMessage => ({
  en,
  zh,
  advice: { en: adviceEn, zh: adviceZh },
});

const ASK_AGAIN = ['Ask whoever supplied it for the original file.', '请向提供方索取原始文件。'] as const;
const ASK_AUTHOR = [
  'Ask the author of the chain to explain it; its own signature stands under it.',
  '请该链的签署方说明；其签名为证。',
] as const;
const ASK_MISSING = ['Ask the party for the rest of its chain.', '请该当事方补交其链的其余部分。'] as const;
const UNSAFE = ['Do not unpack it; ask for a bundle made by the rules.', '请勿解包；请索取按规则制作的证据包。'] as const;
const TRUST = [
  'Add the registry or the key to the trust policy, if you have reason to trust it.',
  '如有理由信任，请将登记处或密钥加入信任策略。',
] as const;
const JUDGE = [
  'Weigh it in arbitration: the act stands, its authority does not.',
  '请在仲裁中考量：行为存在，但授权不成立。',
] as const;

/** The words for every code, in both languages. */
export const MESSAGES: Readonly<Record<FindingCode, FindingMessage>> = {
  E_PARSE: say('The line cannot be read as strict JSON.', '该行无法按严格 JSON 读取。', ...ASK_AGAIN),
  E_PARSE_DUPKEY: say(
    'A member is named twice, so two readers could understand it differently.',
    '成员名重复，不同读者可能有不同理解。',
    ...ASK_AGAIN,
  ),
  E_LIMIT: say('Longer or deeper than evidence may be.', '超出证据允许的长度或嵌套深度。', ...ASK_AGAIN),
  E_ENVELOPE: say('The signed envelope is not in its one exact form.', '签名信封不符合唯一规定的形式。', ...ASK_AGAIN),
  E_CANON: say('The signed content is not in canonical form.', '签名内容不是规范形式。', ...ASK_AUTHOR),
  E_SCHEMA: say('The entry does not have the form that its type demands.', '记录不符合其类型规定的格式。', ...ASK_AUTHOR),
  E_SUM: say('The amounts do not add up.', '金额加总不符。', ...ASK_AUTHOR),
  E_ARTIFACT: say('An attached file has other bytes than the entry signed.', '附件内容与记录所签不符。', ...ASK_AGAIN),
  E_DISCLOSURE: say('Something disclosed does not belong to the signed entry.', '所披露内容与签名记录不符。', ...ASK_AGAIN),
  E_MANIFEST: say('The bundle is not what its manifest says.', '证据包与其清单不符。', ...ASK_AGAIN),
  E_INCLUSION: say('A proof that an entry is in a log does not hold.', '记录的日志包含证明不成立。', ...ASK_AGAIN),
  E_CONSISTENCY: say('A proof that a log only grew does not hold.', '日志只增不改的一致性证明不成立。', ...ASK_AGAIN),
  E_ZIP_NAME: say('A file name in the container is unsafe.', '容器内文件名不安全。', ...UNSAFE),
  E_ZIP_DUP: say('Two files in the container have the same name.', '容器内有同名文件。', ...UNSAFE),
  E_ZIP_LINK: say('The container holds a link or a special file.', '容器内含链接或特殊文件。', ...UNSAFE),
  E_ZIP_CRYPT: say('The container is encrypted.', '容器已加密。', ...UNSAFE),
  E_ZIP_METHOD: say('The container is compressed in a way that is not read.', '容器使用了不支持的压缩方法。', ...UNSAFE),
  E_ZIP_HEADER: say('The container contradicts itself about a file.', '容器对某文件的描述自相矛盾。', ...UNSAFE),
  E_ZIP_OVERLAP: say('Parts of the container overlap.', '容器各部分相互重叠。', ...UNSAFE),
  E_ZIP_LIMIT: say('The container is larger, or unpacks to more, than is allowed.', '容器大小或解压后大小超出限制。', ...UNSAFE),
  E_ZIP_MIMETYPE: say('The container does not say first that it is a bundle.', '容器首个文件未声明其为证据包。', ...ASK_AGAIN),
  E_ZIP_FORMAT: say('The container is damaged.', '容器已损坏。', ...ASK_AGAIN),
  E_ZIP_CRC: say('A file in the container is damaged.', '容器内文件已损坏。', ...ASK_AGAIN),
  E_ZIP_MISSING: say('A file that the manifest lists is missing.', '清单所列文件缺失。', ...ASK_AGAIN),
  E_ZIP_UNLISTED: say('The container holds a file that the manifest does not list.', '容器内有清单未列的文件。', ...ASK_AGAIN),
  W_RENDERED: say(
    'A readable copy differs from what was signed; the signed text counts.',
    '可读副本与签名内容不同；以签名内容为准。',
    'Read the signed text.',
    '请以签名内容为准。',
  ),
  E_SIG: say(
    'The signature does not fit: the entry or the signature was changed.',
    '签名不符：记录或签名已被改动。',
    ...ASK_AGAIN,
  ),
  E_KEYID: say('The signature names another key than the entry does.', '签名所指密钥与记录所载不同。', ...ASK_AGAIN),
  E_KEY_WEAK: say('The key is worthless: anybody can sign with it.', '该密钥无效：任何人都能用它签名。', ...ASK_AUTHOR),
  E_KEY_BINDING: say("The key is not this author's to sign with.", '该密钥不应由此签署方使用。', ...ASK_AUTHOR),
  E_KEY_EARLY: say('Signed before the key was valid.', '签名早于密钥生效时间。', ...ASK_AUTHOR),
  E_KEY_EXPIRED: say('Signed after the key had expired.', '签名晚于密钥失效时间。', ...ASK_AUTHOR),
  E_KEY_REVOKED: say('Signed after the key was revoked.', '签名晚于密钥吊销时间。', ...ASK_AUTHOR),
  E_CKPT_SIG: say('A checkpoint is not signed as it should be; it proves nothing.', '检查点签名不符，不能作证。', ...ASK_AGAIN),
  E_TSA_IMPRINT: say('A time stamp is for other bytes.', '时间戳对应的是其他内容。', ...ASK_AGAIN),
  E_TSA_CHAIN: say(
    'A time stamp cannot be traced to an authority that you trust.',
    '时间戳无法追溯到您信任的机构。',
    "Add the authority's root to the trust policy, if you trust it.",
    '如信任该机构，请将其根证书加入信任策略。',
  ),
  E_POP: say('Nobody has shown to hold the new key.', '无人证明持有新密钥。', ...ASK_AUTHOR),
  W_TEST_KEY: say(
    'Signed with a published test key.',
    '使用了公开的测试密钥签名。',
    'Treat it as a sample, never as evidence.',
    '仅作示例，不得作为证据。',
  ),
  I_KEY_UNKNOWN: say('No key to check this signature with.', '没有可用于验证该签名的密钥。', ...TRUST),
  I_KEY_UNTRUSTED: say(
    'The signature fits, but only the evidence itself vouches for the key.',
    '签名相符，但密钥仅由证据自身证明。',
    ...TRUST,
  ),
  I_ALG: say(
    'Signed with an algorithm that is not supported or not accepted.',
    '签名算法不受支持或不被接受。',
    'Check it with a tool that supports the algorithm.',
    '请用支持该算法的工具验证。',
  ),
  I_KEY_STRADDLE: say(
    'It cannot be told whether this was signed while the key was valid.',
    '无法判定签名时密钥是否有效。',
    'A time anchor inside the named span would settle it.',
    '所述时段内的时间锚可以澄清。',
  ),
  I_WITNESS_QUORUM: say(
    'Too few witnesses signed the checkpoint.',
    '检查点的见证人数不足。',
    'Ask for the checkpoint with more cosignatures.',
    '请索取见证更充分的检查点。',
  ),
  E_PREV: say('The entry does not follow the one before it.', '记录与前一条不相衔接。', ...ASK_AUTHOR),
  E_DUP: say('The same entry stands in the file twice.', '同一记录在文件中出现两次。', ...ASK_AGAIN),
  E_FORK: say(
    'The author signed two different histories: a proof of equivocation.',
    '签署方签了两段不同的历史：两面说辞的证据。',
    'Keep both copies: together they prove it.',
    '请保留两份副本：合在一起即为证据。',
  ),
  E_CHAIN_MIX: say('The entry belongs to another chain or another author.', '该记录属于另一条链或另一签署方。', ...ASK_AGAIN),
  E_LINE_ORDER: say('The lines are not in the order of their entries.', '各行未按记录顺序排列。', ...ASK_AGAIN),
  E_AFTER_CLOSE: say('The chain goes on after it was closed.', '链在关闭后仍有记录。', ...ASK_AUTHOR),
  E_REF_TXN: say('It refers to an entry of another transaction.', '引用了另一笔交易的记录。', ...ASK_AUTHOR),
  E_REF_TYPE: say('It refers to an entry of the wrong kind.', '引用了类型不符的记录。', ...ASK_AUTHOR),
  E_SEQ_GAP: say('Entries are missing here.', '此处缺少记录。', ...ASK_MISSING),
  E_TRUNC_HEAD: say(
    "The chain's last entries are missing: a checkpoint shows more.",
    '链尾记录缺失：检查点显示还有更多。',
    ...ASK_MISSING,
  ),
  E_ROLLBACK: say('The chain shows less than you have seen before.', '该链比您先前所见更短。', ...ASK_MISSING),
  I_OPEN_CHAIN: say(
    'Nothing proves that the chain ends here.',
    '没有证据表明该链到此为止。',
    'Ask for a later checkpoint, or a closing entry.',
    '请索取更新的检查点或结束记录。',
  ),
  I_REF_MISSING: say('An entry that it refers to is not here.', '所引用的记录不在证据中。', ...ASK_MISSING),
  I_ARTIFACT_MISSING: say('An attached file is not here.', '附件不在证据中。', ...ASK_MISSING),
  E_TIME_REGRESS: say("The author's clock runs backwards.", '签署方时钟倒退。', ...ASK_AUTHOR),
  E_TIME_BRACKET: say(
    'It would have to be signed after its latest and before its earliest possible time.',
    '最早与最晚签署时间互相矛盾。',
    ...ASK_AUTHOR,
  ),
  E_TIME_CLAIM: say('The stated time is not possible by the time anchors.', '所称时间与时间锚不符。', ...ASK_AUTHOR),
  I_TIME_UNANCHORED: say(
    "No anchor proves any time; only the authors' clocks speak.",
    '没有时间锚，仅有各方自报时间。',
    'Ask for time stamps or witnessed checkpoints.',
    '请索取时间戳或有见证的检查点。',
  ),
  I_TIME_ASSUMED: say(
    "A bound of the time is missing; the author's clock was used instead.",
    '缺少时间界限，暂以自报时间代替。',
    'Ask for a time anchor.',
    '请索取时间锚。',
  ),
  E_MANDATE_NONE: say('An agent acted without the mandate that it needs.', '代理在没有所需授权的情况下行事。', ...JUDGE),
  E_MANDATE_CNF: say('The mandate was given to another key.', '授权给的是另一把密钥。', ...JUDGE),
  E_MANDATE_COPY: say('The mandate says other than the signed token that it copies.', '授权内容与所附签名令牌不符。', ...JUDGE),
  E_CONSTRAINT: say('The act exceeds its mandate.', '行为超出授权范围。', ...JUDGE),
  E_CONSTRAINT_UNKNOWN: say(
    'The mandate has a limit that cannot be judged; it fails closed.',
    '授权含有无法判断的限制，按不通过处理。',
    ...JUDGE,
  ),
  E_DELEGATION: say('A delegation grants more than its giver had.', '转授权超出授权人自身权限。', ...JUDGE),
  E_REPLAY_NONCE: say('What may be used once was used again.', '一次性凭据被重复使用。', ...JUDGE),
  E_INSTRUCTION: say('The payment is not the one that was requested.', '付款与所请求的不符。', ...JUDGE),
  E_STEP_UP: say("A payment of this size needed the user's own confirmation.", '该金额需用户亲自确认。', ...JUDGE),
  E_CHECKOUT_HASH: say('The payment mandate is for another checkout.', '支付授权对应的是另一次结账。', ...JUDGE),
  E_TXID_LINK: say('The payment mandate names another transaction.', '支付授权指向另一笔交易。', ...JUDGE),
  E_RECEIPT_REF: say('The receipt is for another payment.', '收据对应的是另一笔付款。', ...JUDGE),
  E_SETTLE_SUM: say('The settlement does not balance.', '结算不平衡。', ...JUDGE),
  E_SETTLE_QUORUM: say(
    'The settlement is final without the confirmations that it needs.',
    '结算在缺少所需确认的情况下终结。',
    ...JUDGE,
  ),
  W_IDEMPOTENCY: say(
    'What should be done once was recorded twice; it may have been tried again.',
    '应只执行一次的操作被记录了两次；可能是重试。',
    'Look at both records: one may tell of a failure.',
    '请查看两条记录：其中一条可能记载了失败。',
  ),
  I_MANDATE_INCOMPLETE: say(
    'Whether the mandate was kept cannot be told from what is here.',
    '现有证据不足以判断授权是否被遵守。',
    ...ASK_MISSING,
  ),
};
