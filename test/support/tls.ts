/**
 * A certificate for loopback servers, so that the node under test can use the TLS that Discord and real web servers
 * ask for. The key is public and committed: it protects nothing.
 */
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';

export interface KeyAndCertificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

/** Path of the certificate: a child process trusts it when `NODE_EXTRA_CA_CERTS` holds this path. */
export const testCertificatePath = fileURLToPath(new URL('tls/localhost.cert.pem', import.meta.url));

const testKeyPath = fileURLToPath(new URL('tls/localhost.key.pem', import.meta.url));

/**
 * The committed pair for `localhost` and `127.0.0.1`, valid until 2120.
 *
 * @example https.createServer(selfSignedCertificate(), app)
 */
export const selfSignedCertificate = (): KeyAndCertificate => ({
  key: readFileSync(testKeyPath, 'utf8'),
  cert: readFileSync(testCertificatePath, 'utf8'),
});

/**
 * Makes this process trust the test certificate beside everything it trusted before; calling it again changes
 * nothing. Holds for connections opened from now on. Needs Node 22.19 or 24.5.
 */
export const trustTestCertificate = (): void => {
  const trusted = getCACertificates('default');
  const { cert } = selfSignedCertificate();
  if (!trusted.includes(cert)) setDefaultCACertificates([...trusted, cert]);
};
