/** What must not stand in a log: the password and what clients know from Discord. */

const MASK = '***';

const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie']);
/** Members of a voice state; whoever has them can take the connection over. */
const SECRET_KEYS = new Set(['token', 'sessionid']);

/** The value of a header, or its mask. */
export const maskedHeader = (name: string, value: string): string =>
  SECRET_HEADERS.has(name.toLowerCase()) ? MASK : value;

/** A JSON string, maybe a key (it has a colon), or another scalar. A string is taken whole: no key stands inside. */
const SCALAR = /"([^"\\]*(?:\\[^][^"\\]*)*)"?(\s*:)?|[^\s"{}[\],:]+/g;

const unescaped = (key: string): string =>
  key.replace(/\\u([\da-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/**
 * JSON text, also a cut off or a broken one, with the values of secret keys masked, wherever they stand.
 * @example maskedJson('{"voice":{"token":"abc"}}') // {"voice":{"token":"***"}}
 */
export const maskedJson = (text: string): string => {
  let isSecret = false;
  return text.replace(SCALAR, (scalar: string, content: string | undefined, colon: string | undefined) => {
    const shown = isSecret ? `"${MASK}"${colon ?? ''}` : scalar;
    isSecret =
      content !== undefined && colon !== undefined && SECRET_KEYS.has(unescaped(content).toLowerCase());
    return shown;
  });
};
