import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { AuthorityKeyIdentifier, type AlgorithmIdentifier, type Certificate } from 'pkijs';
import { ObjectIdentifier, OctetString, type BitString } from 'asn1js';
import { verifyEd25519ByEquation } from '../../crypto/ed25519.ts';
import { parseRsaSpki, rsaKeyFault } from '../../crypto/rsa-spki.ts';
import { verifyRsaPkcs1, verifyRsaPss } from '../../crypto/rsa.ts';
import { equalBytes } from '../../encoding/bytes.ts';
import { AssizeError } from '../../errors.ts';
import { signatureForm } from './time-stamp.ts';
import type { HostCertificate, SignatureForm, X509Host } from './x509-host.ts';

const hashes = { sha256, sha384, sha512 } as const;
const curves = new Map([
  ['1.2.840.10045.3.1.7', p256],
  ['1.3.132.0.34', p384],
  ['1.3.132.0.35', p521],
  ['1.3.132.0.10', secp256k1],
]);
const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';
const SUBJECT_KEY_ID = '2.5.29.14';
const AUTHORITY_KEY_ID = '2.5.29.35';
const KEY_USAGE = '2.5.29.15';
const KEY_CERT_SIGN = 0x04;

type Verify = (form: SignatureForm, message: Uint8Array, signature: Uint8Array) => boolean;

/**
 * X.509 for a host that has none: the mathematics of RSA, of ECDSA on four curves and of Ed25519 is computed here. A key of another kind
 * is not judged: where its signature is asked for, `AssizeError` I_ALG says that this cannot be checked here.
 */
export const pureX509: X509Host = {
  read: (_der, fields) => new PureCertificate(fields),
};

class PureCertificate implements HostCertificate {
  readonly #fields: Certificate;
  readonly rsaBits?: number;
  readonly verify: Verify;

  constructor(fields: Certificate) {
    this.#fields = fields;
    const { verify, rsaBits } = readKey(fields);
    this.verify = verify;
    if (rsaBits !== undefined) this.rsaBits = rsaBits;
  }

  get subject(): string {
    return this.#fields.subject.typesAndValues
      .map(({ type, value }) => `${type}=${String((value.valueBlock as { value?: unknown }).value)}`)
      .join(', ');
  }

  isIssuedBy(issuer: HostCertificate): boolean {
    if (!(issuer instanceof PureCertificate)) throw new Error('certificates of two hosts');
    const { signature, signatureAlgorithm, signatureValue, tbsView } = this.#fields;
    if (!signature.isEqual(signatureAlgorithm) || !namesIssuer(this.#fields, issuer.#fields)) return false;
    const form = signatureForm(signatureAlgorithm);
    if (typeof form === 'string') throw unspoken(form);
    return issuer.verify(form, tbsView, new Uint8Array(signatureValue.valueBlock.valueHexView));
  }
}

/** RFC 5280: the name, the key identifier, the serial number where the certificate states them, and that the issuer's key may sign certificates. */
function namesIssuer(certificate: Certificate, issuer: Certificate): boolean {
  if (!certificate.issuer.isEqual(issuer.subject)) return false;
  const stated: unknown = extensionOf(certificate, AUTHORITY_KEY_ID);
  if (stated instanceof AuthorityKeyIdentifier) {
    const own: unknown = extensionOf(issuer, SUBJECT_KEY_ID);
    const { keyIdentifier, authorityCertSerialNumber } = stated;
    if (keyIdentifier !== undefined && own instanceof OctetString) {
      if (!equalBytes(keyIdentifier.valueBlock.valueHexView, own.valueBlock.valueHexView)) return false;
    }
    if (authorityCertSerialNumber !== undefined && !authorityCertSerialNumber.isEqual(issuer.serialNumber)) return false;
  }
  const usage = extensionOf(issuer, KEY_USAGE) as BitString | undefined;
  return usage === undefined || ((usage.valueBlock.valueHexView[0] ?? 0) & KEY_CERT_SIGN) !== 0;
}

function extensionOf(fields: Certificate, oid: string): unknown {
  return fields.extensions?.find((extension) => extension.extnID === oid)?.parsedValue;
}

function readKey({ subjectPublicKeyInfo }: Certificate): { verify: Verify; rsaBits?: number } {
  const { algorithm, subjectPublicKey } = subjectPublicKeyInfo;
  const raw = new Uint8Array(subjectPublicKey.valueBlock.valueHexView);
  if (algorithm.algorithmId === RSA) return rsaOf(new Uint8Array(subjectPublicKeyInfo.toSchema().toBER()));
  if (algorithm.algorithmId === ED25519)
    return { verify: (form, message, signature) => form.kind === 'ed25519' && verifyEd25519ByEquation(raw, message, signature) };
  const curve = algorithm.algorithmId === EC ? curves.get(curveOf(algorithm)) : undefined;
  if (curve === undefined) return unspokenKey(`${algorithm.algorithmId} ${curveOf(algorithm)}`);
  return {
    verify(form, message, signature) {
      if (form.kind !== 'hash') return false;
      try {
        return curve.verify(signature, hashes[form.hash](message), raw, { prehash: false, lowS: false, format: 'der' });
      } catch {
        return false; // no DER, or a number out of range
      }
    },
  };
}

function rsaOf(spki: Uint8Array): { verify: Verify; rsaBits?: number } {
  const key = parseRsaSpki(spki);
  if (key === undefined || rsaKeyFault(key) !== undefined) return unspokenKey('RSA in another encoding');
  return {
    rsaBits: key.n.length * 8 - Math.clz32(key.n[0] ?? 0) + 24,
    verify(form, message, signature) {
      if (form.kind === 'hash') return verifyRsaPkcs1(key, form.hash, message, signature);
      return form.kind === 'pss' && verifyRsaPss(key, form.hash, form.saltLength, message, signature);
    },
  };
}

function unspokenKey(kind: string): { verify: Verify } {
  return {
    verify: () => {
      throw unspoken(`keys of the kind ${kind} are not spoken`);
    },
  };
}

function curveOf({ algorithmParams }: AlgorithmIdentifier): string {
  const parameters: unknown = algorithmParams;
  return parameters instanceof ObjectIdentifier ? parameters.valueBlock.toString() : '';
}

function unspoken(why: string): AssizeError {
  return new AssizeError('I_ALG', `a time stamp cannot be checked here: ${why}`, {}, 'Check it with the command line.');
}
