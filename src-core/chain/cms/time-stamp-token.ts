import * as asn1js from 'asn1js';
import { ContentInfo, SignedData, TimeStampResp, TSTInfo, type SignerInfo } from 'pkijs';
import { AssizeError } from '../../errors.ts';
import { decodeLatin1 } from '../../encoding/ascii.ts';
import { encodeHex } from '../../encoding/hex.ts';
import { parseInstant } from '../../encoding/instant.ts';

/** A time-stamp token taken apart; nothing of it is checked. */
export interface TimeStampToken {
  /** The signed bytes: DER of the TSTInfo. */
  readonly content: Uint8Array;
  readonly signer: SignerInfo;
  /** DER of each attribute that the signature covers, as a SET: the bytes that were signed. */
  readonly signedAttributes: Uint8Array;
  /** DER of the certificates that the token brings along. */
  readonly certificates: readonly Uint8Array[];
  /** OID of the hash of the imprint. */
  readonly imprintAlgorithm: string;
  readonly imprint: Uint8Array;
  readonly serial: string;
  /** Epoch milliseconds, rounded down, and whether anything was cut off. */
  readonly genTime: number;
  readonly isRounded: boolean;
  /** Milliseconds, rounded up; absent where the token states none. */
  readonly accuracy?: number;
  /** True where the token has an extension that must be understood. */
  readonly hasCriticalExtension: boolean;
}

const tstInfoType = '1.2.840.113549.1.9.16.1.4';
const signedDataType = '1.2.840.113549.1.7.2';
const mostBytes = 2 ** 20;

/**
 * Reads a TimeStampToken, or the TimeStampResp that holds one (RFC 3161 section 2.4.2). Throws `AssizeError` E_PARSE for anything else,
 * for bytes behind it, and for a response that grants nothing.
 */
export function parseTimeStampToken(bytes: Uint8Array): TimeStampToken {
  if (bytes.length > mostBytes) throw malformed('a time-stamp token is at most 1 MiB');
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof AssizeError) throw error;
    // The ASN.1 library throws errors of many classes at bytes that it cannot read.
    throw malformed('the bytes are no time-stamp token', error);
  }
}

function parse(bytes: Uint8Array): TimeStampToken {
  const outer = readDer(bytes);
  const isToken = childrenOf(outer)[0] instanceof asn1js.ObjectIdentifier;
  const der = isToken ? outer : tokenOfResponse(outer);
  const info = new ContentInfo({ schema: der });
  if (info.contentType !== signedDataType) throw malformed('the token is no CMS SignedData');
  const signed = new SignedData({ schema: info.content as asn1js.Sequence });
  const { eContentType, eContent } = signed.encapContentInfo;
  if (eContentType !== tstInfoType || eContent === undefined) throw malformed('the token holds no TSTInfo');
  const [signer, second] = signed.signerInfos;
  if (signer?.signedAttrs === undefined || second !== undefined)
    throw malformed('a token has exactly one signer, who signs attributes');
  const content = new Uint8Array(eContent.getValue());
  const signedAttributes = new Uint8Array(signer.signedAttrs.encodedValue);
  return { content, signer, signedAttributes, certificates: certificatesOf(der), ...parseContent(content) };
}

function tokenOfResponse(response: asn1js.Sequence): asn1js.Sequence {
  const { status } = new TimeStampResp({ schema: response });
  if (status.status !== 0 && status.status !== 1) throw malformed('the response grants no time-stamp');
  const token = childrenOf(response)[1];
  if (!(token instanceof asn1js.Sequence)) throw malformed('the response holds no time-stamp token');
  return token;
}

type Content = Omit<TimeStampToken, 'content' | 'signer' | 'signedAttributes' | 'certificates'>;

function parseContent(bytes: Uint8Array): Content {
  const der = readDer(bytes);
  const info = new TSTInfo({ schema: der });
  if (info.version !== 1) throw malformed(`the token is of version ${info.version}`);
  const time = childrenOf(der)[4];
  if (!(time instanceof asn1js.GeneralizedTime)) throw malformed('the token has no time');
  const { genTime, isRounded } = parseGeneralizedTime(decodeLatin1(time.valueBlock.valueHexView));
  const { accuracy, messageImprint } = info;
  const content: Content = {
    imprintAlgorithm: messageImprint.hashAlgorithm.algorithmId,
    imprint: new Uint8Array(messageImprint.hashedMessage.valueBlock.valueHexView),
    serial: encodeHex(new Uint8Array(info.serialNumber.valueBlock.valueHexView)),
    genTime,
    isRounded,
    hasCriticalExtension: (info.extensions ?? []).some((extension) => extension.critical),
  };
  if (accuracy === undefined) return content;
  const { seconds = 0, millis = 0, micros = 0 } = accuracy;
  const milliseconds = seconds * 1000 + millis + Math.ceil(micros / 1000);
  if (!Number.isSafeInteger(milliseconds) || seconds < 0 || millis < 0 || micros < 0)
    throw malformed('the accuracy of the token is no span of time');
  return { ...content, accuracy: milliseconds };
}

/** RFC 3161 section 2.4.2: `YYYYMMDDhhmmss[.s...]Z`. */
function parseGeneralizedTime(text: string): { genTime: number; isRounded: boolean } {
  const [, year, month, day, hour, minute, second, fraction = ''] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,30}))?Z$/.exec(text) ?? [];
  const genTime = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  if (genTime === undefined) throw malformed('the time of the token is no time');
  return { genTime, isRounded: /[1-9]/.test(fraction.slice(3)) };
}

/** The certificates of a SignedData, each with the very bytes that it has there. */
function certificatesOf(contentInfo: asn1js.Sequence): Uint8Array[] {
  const [, wrapped] = childrenOf(contentInfo);
  const [signedData] = childrenOf(wrapped);
  const set = childrenOf(signedData).find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === 0);
  return childrenOf(set)
    .filter((child) => child instanceof asn1js.Sequence)
    .map((child) => new Uint8Array(child.valueBeforeDecodeView));
}

function readDer(bytes: Uint8Array): asn1js.Sequence {
  const { offset, result } = asn1js.fromBER(bytes);
  if (offset !== bytes.length || !(result instanceof asn1js.Sequence)) throw malformed('the bytes are not one DER sequence');
  return result;
}

/** The elements of a constructed value; none for anything else. */
export function childrenOf(value: asn1js.BaseBlock | undefined): asn1js.BaseBlock[] {
  const block: unknown = value?.valueBlock;
  const children = typeof block === 'object' && block !== null && 'value' in block ? block.value : undefined;
  return Array.isArray(children) ? (children as asn1js.BaseBlock[]) : [];
}

function malformed(message: string, cause?: unknown): AssizeError {
  return new AssizeError('E_PARSE', message, {}, undefined, cause === undefined ? undefined : { cause });
}
