import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import * as asn1js from 'asn1js';
import { IssuerAndSerialNumber, RSASSAPSSParams, type AlgorithmIdentifier, type SignerInfo } from 'pkijs';
import { AssizeError } from '../../errors.ts';
import { equalBytes } from '../../encoding/bytes.ts';
import { ASSUMED_ACCURACY, type TimeStampReport } from '../time-stamp.ts';
import { pathFault, readCertificate, readPem, timeStampingFault, type ReadCertificate } from './certificate-path.ts';
import { childrenOf, parseTimeStampToken, type TimeStampToken } from './time-stamp-token.ts';
import type { SignatureForm, SignatureHash, X509Host } from './x509-host.ts';

const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

const hashFunctions = { sha1, sha256, sha384, sha512 } as const;
const hashes: ReadonlyMap<string, SignatureHash> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);
const hashLengths: Readonly<Record<SignatureHash, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/** RSA and ECDSA with their hash in one name; plain `rsaEncryption` and `id-ecPublicKey` take the hash of the digest algorithm. */
const signatures: ReadonlyMap<string, SignatureHash | 'digest' | 'pss' | 'ed25519'> = new Map<
  string,
  SignatureHash | 'digest' | 'pss' | 'ed25519'
>([
  ['1.2.840.113549.1.1.1', 'digest'],
  ['1.2.840.113549.1.1.10', 'pss'],
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.2.1', 'digest'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['1.3.101.112', 'ed25519'],
]);

/** A token as it was read and judged, whatever it stamps. */
export interface TimeStampReading {
  readonly status: 'trusted' | 'untrusted' | 'unsupported' | 'malformed';
  /** Why it is not trusted. */
  readonly message?: string;
  /** Absent where the token is malformed. */
  readonly token?: TimeStampToken;
  /** The hash that it stamps, where that is one of SHA-2. */
  readonly imprint?: Uint8Array;
}

/**
 * Reads a token and judges who made it: one CMS signature over the attributes, whose digest is that of the content; a signing
 * certificate attribute that names the signer's certificate (RFC 5035, RFC 5816); that certificate for time-stamping alone; a path to
 * one of the roots as of the token's time. What it stamps is for the caller to compare. Never throws on a bad token.
 *
 * @throws {AssizeError} E_KEY where a root is no certificate in PEM
 */
export function readTimeStamp(bytes: Uint8Array, roots: readonly string[], x509: X509Host): TimeStampReading {
  const trusted = readPem(roots, x509);
  if (trusted === undefined) throw new AssizeError('E_KEY', 'a root of a time-stamping authority is no certificate in PEM');
  const token = read(bytes);
  if (token instanceof AssizeError) return { status: 'malformed', message: token.message };
  const hash = hashes.get(token.imprintAlgorithm);
  const imprint = hash !== undefined && token.imprint.length === hashLengths[hash] ? token.imprint : undefined;
  const common = { token, ...(imprint === undefined ? {} : { imprint }) };
  const fault = judge(token, trusted, x509);
  return fault === undefined ? { status: 'trusted', ...common } : { ...fault, ...common };
}

/** What a reading comes to for a given hash; see `VerifyTimeStamp`. */
export function reportOf(reading: TimeStampReading, imprint: Uint8Array): TimeStampReport {
  const { status, token, message = '' } = reading;
  if (status === 'malformed' || token === undefined) return { outcome: 'invalid', code: 'malformed', message };
  if (reading.imprint === undefined || !equalBytes(reading.imprint, imprint)) {
    return { outcome: 'invalid', code: 'E_TSA_IMPRINT', message: 'the token is over other bytes' };
  }
  if (status === 'unsupported') return { outcome: 'invalid', code: 'unsupported', message };
  if (status === 'untrusted') return { outcome: 'invalid', code: 'E_TSA_CHAIN', message };
  const { genTime, isRounded, serial, accuracy = ASSUMED_ACCURACY } = token;
  return {
    outcome: 'valid',
    genTime,
    accuracy,
    earliest: genTime - accuracy,
    latest: genTime + (isRounded ? 1 : 0) + accuracy,
    serial,
  };
}

function read(bytes: Uint8Array): TimeStampToken | AssizeError {
  try {
    return parseTimeStampToken(bytes);
  } catch (error) {
    if (error instanceof AssizeError) return error;
    throw error;
  }
}

interface Fault {
  readonly status: 'untrusted' | 'unsupported';
  readonly message: string;
}

const untrusted = (message: string): Fault => ({ status: 'untrusted', message });
const unsupported = (message: string): Fault => ({ status: 'unsupported', message });

function judge(token: TimeStampToken, roots: readonly ReadCertificate[], x509: X509Host): Fault | undefined {
  if (token.hasCriticalExtension) return unsupported('the token has a critical extension that is not understood');
  const { signer } = token;
  const digest = hashes.get(signer.digestAlgorithm.algorithmId);
  if (digest === undefined) return unsupported(`the digest algorithm ${signer.digestAlgorithm.algorithmId} is not spoken`);
  const attributes = attributesOf(signer);
  if (attributes === undefined) return untrusted('a signed attribute stands twice or has other than one value');
  if (oidOf(attributes.get(CONTENT_TYPE)) !== TST_INFO) return untrusted('the signature is not over a time-stamp');
  const stated = octetsOf(attributes.get(MESSAGE_DIGEST));
  if (stated === undefined || !equalBytes(stated, hashFunctions[digest](token.content)))
    return untrusted('the content of the token was changed');
  const certificates = [...token.certificates.map((der) => readCertificate(der, x509)), ...roots].filter(
    (certificate) => certificate !== undefined,
  );
  const certificate = findSigner(signer, attributes, certificates);
  if (certificate === undefined) return untrusted('no certificate here is the one that the token names as its signer\u2019s');
  return signatureFault(token, certificate, digest) ?? certificateFault(certificate, certificates, roots, token.genTime);
}

function certificateFault(
  certificate: ReadCertificate,
  others: readonly ReadCertificate[],
  roots: readonly ReadCertificate[],
  genTime: number,
): Fault | undefined {
  const message = timeStampingFault(certificate) ?? pathFault(certificate, others, roots, genTime);
  return message === undefined ? undefined : untrusted(message);
}

/** The signed attributes by type; `undefined` where one stands twice or has other than one value (RFC 5652 section 11). */
function attributesOf(signer: SignerInfo): ReadonlyMap<string, asn1js.BaseBlock> | undefined {
  const byType = new Map<string, asn1js.BaseBlock>();
  for (const { type, values } of signer.signedAttrs?.attributes ?? []) {
    const [value, second] = values as asn1js.BaseBlock[];
    if (value === undefined || second !== undefined || byType.has(type)) return undefined;
    byType.set(type, value);
  }
  return byType;
}

/** The certificate that both the signer's identifier and the signing certificate attributes mean. */
function findSigner(
  signer: SignerInfo,
  attributes: ReadonlyMap<string, asn1js.BaseBlock>,
  certificates: readonly ReadCertificate[],
): ReadCertificate | undefined {
  const first = firstCertificateId(attributes.get(SIGNING_CERTIFICATE));
  const second = firstCertificateId(attributes.get(SIGNING_CERTIFICATE_V2));
  if (first === undefined && second === undefined) return undefined;
  return certificates.find((certificate) => {
    if (first !== undefined && !isNamedBy(first, 'sha1', certificate)) return false;
    if (second !== undefined && !isNamedBy(second, 'sha256', certificate)) return false;
    return isIdentified(signer, certificate);
  });
}

/** SigningCertificate ::= SEQUENCE {certs SEQUENCE OF ESSCertID, ...}: the first is the signer's. */
function firstCertificateId(attribute: asn1js.BaseBlock | undefined): asn1js.BaseBlock[] | undefined {
  const [id] = childrenOf(childrenOf(attribute)[0]);
  const parts = childrenOf(id);
  return parts.length > 0 ? parts : undefined;
}

/** ESSCertIDv2 ::= SEQUENCE {hashAlgorithm DEFAULT sha256, certHash, issuerSerial OPTIONAL}; the older form has SHA-1 and no algorithm. */
function isNamedBy(parts: readonly asn1js.BaseBlock[], assumed: 'sha1' | 'sha256', { der }: ReadCertificate): boolean {
  const hasAlgorithm = assumed === 'sha256' && parts[0] instanceof asn1js.Sequence;
  const algorithm = hasAlgorithm ? hashes.get(oidOf(childrenOf(parts[0])[0]) ?? '') : assumed;
  const hash = octetsOf(parts[hasAlgorithm ? 1 : 0]);
  return algorithm !== undefined && hash !== undefined && equalBytes(hash, hashFunctions[algorithm](der));
}

function isIdentified(signer: SignerInfo, { fields }: ReadCertificate): boolean {
  const sid: unknown = signer.sid;
  if (sid instanceof IssuerAndSerialNumber)
    return sid.issuer.isEqual(fields.issuer) && sid.serialNumber.isEqual(fields.serialNumber);
  // By key identifier: the hash of the certificate in the signed attributes says more than that.
  return true;
}

function signatureFault(token: TimeStampToken, { host }: ReadCertificate, digest: SignatureHash): Fault | undefined {
  const { signatureAlgorithm, signature } = token.signer;
  const form = signatureForm(signatureAlgorithm, digest);
  if (typeof form === 'string') return unsupported(form);
  const bytes = new Uint8Array(signature.valueBlock.valueHexView);
  return host.verify(form, token.signedAttributes, bytes) ? undefined : badSignature;
}

/**
 * How a signature is made by its algorithm, or why it is not spoken.
 *
 * @param digest - the hash of algorithms that name none; without it they are not spoken
 */
export function signatureForm(algorithm: AlgorithmIdentifier, digest?: SignatureHash): SignatureForm | string {
  const name = signatures.get(algorithm.algorithmId);
  if (name === 'ed25519') return { kind: 'ed25519' };
  if (name === 'pss') {
    const parameters = pssParameters(algorithm);
    return parameters === undefined ? 'the RSASSA-PSS parameters are not spoken' : { kind: 'pss', ...parameters };
  }
  const hash = name === 'digest' ? digest : name;
  return hash === undefined ? `the signature algorithm ${algorithm.algorithmId} is not spoken` : { kind: 'hash', hash };
}

const badSignature = untrusted('the signature of the token does not verify');

/** Hash and salt of RSASSA-PSS (RFC 4055 section 3.1), where MGF1 uses the same hash. */
function pssParameters({ algorithmParams }: AlgorithmIdentifier): { hash: SignatureHash; saltLength: number } | undefined {
  const params = new RSASSAPSSParams({ schema: algorithmParams as asn1js.Sequence });
  const hash = hashes.get(params.hashAlgorithm.algorithmId);
  const mgfHash = hashes.get(oidOf(childrenOf(params.maskGenAlgorithm.algorithmParams as asn1js.BaseBlock)[0]) ?? '');
  return hash !== undefined && hash === mgfHash ? { hash, saltLength: params.saltLength } : undefined;
}

function oidOf(value: asn1js.BaseBlock | undefined): string | undefined {
  return value instanceof asn1js.ObjectIdentifier ? value.valueBlock.toString() : undefined;
}

function octetsOf(value: asn1js.BaseBlock | undefined): Uint8Array | undefined {
  return value instanceof asn1js.OctetString ? new Uint8Array(value.valueBlock.valueHexView) : undefined;
}
