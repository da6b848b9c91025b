/** `server.ssl.*`: the node's certificate, by Spring's names (protocol §1.1). */
import { createSecureContext } from 'node:tls';
import * as E from 'fp-ts/lib/Either.js';

export interface TlsSettings {
  readonly enabled: boolean;
  /** PEM: a path, or the text itself. */
  readonly certificate: string;
  readonly 'certificate-private-key': string;
  /** PKCS12: a path. */
  readonly 'key-store': string;
  readonly 'key-store-password': string;
  /** Of the key, where it is encrypted. */
  readonly 'key-password': string;
  readonly 'client-auth': 'NONE' | 'WANT' | 'NEED';
  /** PEM: whose certificates clients may have. */
  readonly 'trust-certificate': string;
}

/** What Node's HTTPS server takes. */
export interface TlsOptions {
  readonly cert?: string;
  readonly key?: string;
  readonly pfx?: Buffer;
  readonly passphrase?: string;
  readonly ca?: string;
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
}

interface TlsProblem {
  /** Below `server.ssl`. */
  readonly key: keyof TlsSettings;
  readonly message: string;
}

/** Throws where there is no such file. */
export type ReadBytes = (path: string) => Buffer;

/** Right(null): plain HTTP. Left: what is wrong, before anybody connects. */
const readTls = (settings: TlsSettings, readBytes: ReadBytes): E.Either<TlsProblem, TlsOptions | null> => {
  const { 'key-store': keyStore, 'client-auth': clientAuth } = settings;
  const hasKeyStore = keyStore !== '';
  if (!settings.enabled || (settings.certificate === '' && !hasKeyStore)) return E.right(null);
  if (clientAuth === 'NEED' && settings['trust-certificate'] === '') {
    return E.left({
      key: 'trust-certificate',
      message: 'expected certificates that clients may have, found none',
    });
  }

  /** What is being looked at, should it be no good. */
  let key: TlsProblem['key'] = hasKeyStore ? 'key-store' : 'certificate';
  const bytes = (path: string): Buffer => readBytes(path.replace(/^file:(?:\/\/(?=\/))?/, ''));
  const pem = (name: 'certificate' | 'certificate-private-key' | 'trust-certificate'): string => {
    key = name;
    return settings[name].startsWith('-----BEGIN') ? settings[name] : bytes(settings[name]).toString();
  };
  const passphrase = hasKeyStore ? settings['key-store-password'] : settings['key-password'];
  try {
    const options = {
      ...(settings['trust-certificate'] === '' ? {} : { ca: pem('trust-certificate') }),
      ...(passphrase === '' ? {} : { passphrase }),
      ...(hasKeyStore
        ? { pfx: bytes(keyStore) }
        : { key: pem('certificate-private-key'), cert: pem('certificate') }),
    };
    key = hasKeyStore ? 'key-store' : 'certificate';
    createSecureContext(options);
    return E.right({
      ...options,
      requestCert: clientAuth !== 'NONE',
      rejectUnauthorized: clientAuth === 'NEED',
    });
  } catch (error) {
    const kind = hasKeyStore && key === 'key-store' ? 'a PKCS12 file' : 'PEM';
    return E.left({
      key,
      message: `expected ${kind}: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
};

/** What is wrong with the settings; null if nothing. */
export const tlsProblem = (
  settings: TlsSettings,
  readBytes: ReadBytes,
): { readonly key: string; readonly message: string } | null => {
  const read = readTls(settings, readBytes);
  return E.isLeft(read) ? { ...read.left, key: `server.ssl.${read.left.key}` } : null;
};

/**
 * Null: plain HTTP. Throws where {@link tlsProblem} finds one.
 * @example tlsOptions(config.server.ssl, readFileSync)
 */
export const tlsOptions = (settings: TlsSettings, readBytes: ReadBytes): TlsOptions | null => {
  const read = readTls(settings, readBytes);
  if (E.isLeft(read)) throw new Error(`server.ssl.${read.left.key}: ${read.left.message}`);
  return read.right;
};
