import { constants, verify, X509Certificate } from 'node:crypto';
import type { HostCertificate, SignatureForm, X509Host } from '../../src-core/chain/cms/x509-host.ts';

class NodeCertificate implements HostCertificate {
  readonly #x509: X509Certificate;
  readonly rsaBits?: number;

  constructor(der: Uint8Array) {
    this.#x509 = new X509Certificate(der);
    const { asymmetricKeyType, asymmetricKeyDetails } = this.#x509.publicKey;
    if (asymmetricKeyType?.startsWith('rsa') === true) this.rsaBits = asymmetricKeyDetails?.modulusLength ?? 0;
  }

  get subject(): string {
    return this.#x509.subject.replaceAll('\n', ', ');
  }

  verify(form: SignatureForm, message: Uint8Array, signature: Uint8Array): boolean {
    const key = this.#x509.publicKey;
    if (form.kind === 'ed25519' && key.asymmetricKeyType !== 'ed25519') return false;
    const hash = form.kind === 'ed25519' ? null : form.hash;
    const options = form.kind === 'pss' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: form.saltLength } : {};
    try {
      return verify(hash, message, { key, ...options }, signature);
    } catch {
      // OpenSSL throws where key and algorithm do not go together.
      return false;
    }
  }

  isIssuedBy(issuer: HostCertificate): boolean {
    if (!(issuer instanceof NodeCertificate)) throw new Error('certificates of two hosts');
    try {
      return this.#x509.checkIssued(issuer.#x509) && this.#x509.verify(issuer.#x509.publicKey);
    } catch {
      // OpenSSL throws where it cannot use the key or the algorithm; then this is no issuer that anyone can confirm.
      return false;
    }
  }
}

/** X.509 by OpenSSL, as Node carries it. */
export const nodeX509: X509Host = {
  read(der) {
    try {
      return new NodeCertificate(der);
    } catch {
      return undefined;
    }
  },
};
