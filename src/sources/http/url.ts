/** URLs as people write them. */

const HTTP_SCHEME = /^(?:https?|icy):\/\//i;

/** Is this identifier for the http source? */
export const isHttpIdentifier = (identifier: string): boolean => HTTP_SCHEME.test(identifier);

/** `icy://` is how radios call HTTP; a track's uri says `http://`. Everything else stays as it was written. */
export const normalizeIdentifier = (identifier: string): string =>
  identifier.replace(/^icy:\/\//i, 'http://');

/** Null when it is not a URL, or not one of HTTP. */
export const parseHttpUrl = (text: string, base?: URL): URL | null => {
  const url = URL.parse(normalizeIdentifier(text), base?.href);
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
};
