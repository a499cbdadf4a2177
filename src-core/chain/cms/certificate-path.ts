import { BasicConstraints, Certificate, ExtKeyUsage, type Extension } from 'pkijs';
import type { BitString } from 'asn1js';
import { decodeBase64 } from '../../encoding/base64.ts';
import { equalBytes } from '../../encoding/bytes.ts';
import type { HostCertificate, X509Host } from './x509-host.ts';

/** A certificate, in the two forms that its checks need. */
export interface ReadCertificate {
  readonly der: Uint8Array;
  readonly host: HostCertificate;
  readonly fields: Certificate;
}

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
/** Extensions that are understood: those, alternative names, and policies, which nothing here asks for. */
const understood: readonly string[] = [BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, '2.5.29.17', '2.5.29.32'];
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/** MD5 and SHA-1 with RSA, SHA-1 with ECDSA and DSA: whoever can make collisions can make such certificates. */
const brokenSignatures: readonly string[] = [
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10045.4.1',
  '1.2.840.10040.4.3',
];
const longestPath = 8;
const mostCertificates = 64;
const leastRsaBits = 2048;

const DIGITAL_SIGNATURE = 0x80;
const NON_REPUDIATION = 0x40;
const KEY_CERT_SIGN = 0x04;

/** Reads a certificate's DER, `undefined` where it is none. */
export function readCertificate(der: Uint8Array, x509: X509Host): ReadCertificate | undefined {
  const fields = fieldsOf(der);
  const host = fields === undefined ? undefined : x509.read(der, fields);
  return fields === undefined || host === undefined ? undefined : { der, host, fields };
}

function fieldsOf(der: Uint8Array): Certificate | undefined {
  try {
    return Certificate.fromBER(new Uint8Array(der));
  } catch {
    return undefined;
  }
}

/** The certificates of PEM texts, each of one or more; `undefined` where one cannot be read. */
export function readPem(texts: readonly string[], x509: X509Host): ReadCertificate[] | undefined {
  const read: ReadCertificate[] = [];
  for (const text of texts) {
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
    if (blocks.length === 0) return undefined;
    for (const block of blocks) {
      const der = decodeBase64(block.replaceAll(/-----[A-Z ]+-----|\s/g, ''));
      const certificate = der === undefined ? undefined : readCertificate(der, x509);
      if (certificate === undefined) return undefined;
      read.push(certificate);
    }
  }
  return read;
}

/**
 * Why a certificate may not sign time-stamps, `undefined` where it may: its one extended usage is time-stamping and critical (RFC 3161
 * section 2.3), its key usage, if stated, is signing and nothing else.
 */
export function timeStampingFault({ fields }: ReadCertificate): string | undefined {
  const extended = extensionOf(fields, EXTENDED_KEY_USAGE);
  const purposes: unknown = extended?.parsedValue;
  if (extended === undefined || !(purposes instanceof ExtKeyUsage))
    return 'the signer\u2019s certificate states no extended key usage';
  if (!extended.critical) return 'the extended key usage of the signer\u2019s certificate is not critical';
  if (purposes.keyPurposes.length !== 1 || purposes.keyPurposes[0] !== TIME_STAMPING)
    return 'the signer\u2019s certificate is not for time-stamping alone';
  const usage = keyUsageOf(fields);
  const signing = DIGITAL_SIGNATURE | NON_REPUDIATION;
  if (usage !== undefined && ((usage & signing) === 0 || (usage & ~signing) !== 0))
    return 'the key usage of the signer\u2019s certificate is not signing';
  return undefined;
}

/**
 * Why there is no path from a certificate to a root (RFC 5280 section 6, as of one instant), `undefined` where there is one. Every
 * certificate, the root too, must be in force at the instant. No revocation is looked at: nothing offline could tell. Name
 * constraints and other critical extensions beyond the usual are not understood, and so end a path.
 *
 * @param others - certificates that may stand between
 * @param instant - epoch milliseconds
 */
export function pathFault(
  leaf: ReadCertificate,
  others: readonly ReadCertificate[],
  roots: readonly ReadCertificate[],
  instant: number,
): string | undefined {
  if (others.length > mostCertificates) return `more than ${mostCertificates} certificates to choose from`;
  const faults: string[] = [];
  const visited = new Set<ReadCertificate>();
  const leads = (certificate: ReadCertificate, below: number): boolean => {
    const fault = standingFault(certificate, instant) ?? (below === 0 ? undefined : issuerFault(certificate, below - 1));
    if (fault !== undefined) {
      faults.push(`${nameOf(certificate)}: ${fault}`);
      return false;
    }
    if (roots.some((root) => equalBytes(root.der, certificate.der))) return true;
    if (below >= longestPath || visited.has(certificate)) return false;
    visited.add(certificate);
    const issuers = [...roots, ...others].filter((issuer) => issuer !== certificate && hasIssued(issuer, certificate));
    return issuers.some((issuer) => leads(issuer, below + 1));
  };
  return leads(leaf, 0) ? undefined : (faults[0] ?? `no path from ${nameOf(leaf)} to a trusted root`);
}

function standingFault({ host, fields }: ReadCertificate, instant: number): string | undefined {
  if (instant < fields.notBefore.value.getTime() || instant > fields.notAfter.value.getTime())
    return 'not in force at the time of the token';
  const unknown = fields.extensions?.find((extension) => extension.critical && !understood.includes(extension.extnID));
  if (unknown !== undefined) return `the critical extension ${unknown.extnID} is not understood`;
  if (host.rsaBits !== undefined && host.rsaBits < leastRsaBits) return `its RSA key has less than ${leastRsaBits} bits`;
  return undefined;
}

/** @param between - how many certificates stand between this one and the leaf */
function issuerFault({ fields }: ReadCertificate, between: number): string | undefined {
  const constraints: unknown = extensionOf(fields, BASIC_CONSTRAINTS)?.parsedValue;
  if (!(constraints instanceof BasicConstraints) || !constraints.cA) return 'not the certificate of an authority';
  const usage = keyUsageOf(fields);
  if (usage !== undefined && (usage & KEY_CERT_SIGN) === 0) return 'its key may not sign certificates';
  const { pathLenConstraint } = constraints;
  return typeof pathLenConstraint === 'number' && between > pathLenConstraint
    ? 'the path below it is longer than it allows'
    : undefined;
}

function hasIssued(issuer: ReadCertificate, certificate: ReadCertificate): boolean {
  if (brokenSignatures.includes(certificate.fields.signatureAlgorithm.algorithmId)) return false;
  return certificate.host.isIssuedBy(issuer.host);
}

function extensionOf(fields: Certificate, oid: string): Extension | undefined {
  return fields.extensions?.find((extension) => extension.extnID === oid);
}

/** The first byte of the key usage bits. */
function keyUsageOf(fields: Certificate): number | undefined {
  const extension = extensionOf(fields, KEY_USAGE);
  if (extension === undefined) return undefined;
  return (extension.parsedValue as BitString | undefined)?.valueBlock.valueHexView[0] ?? 0;
}

function nameOf({ host }: ReadCertificate): string {
  return host.subject;
}
