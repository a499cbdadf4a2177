import type { Certificate } from 'pkijs';

/** Hashes of signatures that are accepted. */
export type SignatureHash = 'sha256' | 'sha384' | 'sha512';

/** How something is signed; by RSA in PKCS #1 v1.5 or by ECDSA where only the hash is said, as the key is. */
export type SignatureForm =
  | { readonly kind: 'hash'; readonly hash: SignatureHash }
  | { readonly kind: 'pss'; readonly hash: SignatureHash; readonly saltLength: number }
  | { readonly kind: 'ed25519' };

/** A certificate as the host's cryptography holds it. Nothing here throws at hostile bytes. */
export interface HostCertificate {
  /** The subject in words, for people. */
  readonly subject: string;
  /** Bits of the modulus of an RSA key, absent for other keys. */
  readonly rsaBits?: number;
  /** True where the signature fits the certificate's key and the key fits the form. */
  verify(form: SignatureForm, message: Uint8Array, signature: Uint8Array): boolean;
  /** True where this one names the other as its issuer (RFC 5280: names, key identifiers, key usage) and carries its signature. */
  isIssuedBy(issuer: HostCertificate): boolean;
}

/** What the host does for X.509: path and usage are judged here, the mathematics is its own. */
export interface X509Host {
  /** `undefined` where the bytes are no certificate that it can use. */
  read(der: Uint8Array, fields: Certificate): HostCertificate | undefined;
}
