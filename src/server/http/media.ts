/** Media types: what a client sends, and what it would take. */

/** `type/subtype`, lower case, and its parameters. */
export interface MediaType {
  readonly essence: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** Reads one media type; null for what is none. */
export const parseMediaType = (header: string): MediaType | null => {
  const [essence = '', ...rest] = header.split(';').map((part) => part.trim());
  if (!/^[^\s/]+\/[^\s/]+$/.test(essence)) return null;
  const parameters = rest
    .map((part) => part.split('='))
    .map(([name = '', value = '']): [string, string] => [name.trim().toLowerCase(), unquoted(value.trim())]);
  return { essence: essence.toLowerCase(), parameters: new Map(parameters) };
};

export const isJson = ({ essence }: MediaType): boolean => /^application\/(?:json|.+\+json)$/.test(essence);

/** As Spring prints it: text and forms get their default charset. */
export const printMediaType = ({ essence, parameters }: MediaType): string => {
  const isText = essence.startsWith('text/') || essence === 'application/x-www-form-urlencoded';
  const all = isText && !parameters.has('charset') ? [...parameters, ['charset', 'UTF-8']] : [...parameters];
  return [essence, ...all.map(([name, value]) => `${name}=${value}`)].join(';');
};

const qualityOf = ({ parameters }: MediaType): number => Number(parameters.get('q') ?? 1);

// `*/*` says less than `text/*`, and that less than `text/html`.
const wildcardsIn = ({ essence }: MediaType): number => essence.split('*').length - 1;

/** What an `Accept` header names, the most wanted first; without one, anything. */
const rangesOf = (accept: string | undefined): readonly MediaType[] => {
  const header = accept === undefined || accept.trim() === '' ? '*/*' : accept;
  return header
    .split(',')
    .flatMap((range) => parseMediaType(range) ?? [])
    .filter((range) => qualityOf(range) !== 0)
    .sort((a, b) => qualityOf(b) - qualityOf(a) || wildcardsIn(a) - wildcardsIn(b));
};

const isAny = ({ essence }: MediaType): boolean => essence === '*/*';
const takesJson = (range: MediaType): boolean => range.essence === 'application/*' || isJson(range);
const takesHtml = ({ essence }: MediaType): boolean => essence === 'text/*' || essence === 'text/html';

const accepts =
  (fits: (range: MediaType) => boolean) =>
  (accept: string | undefined): boolean =>
    // What most clients send, or nothing: not worth a closer look at each request.
    accept === undefined || accept === '*/*' || rangesOf(accept).some((range) => isAny(range) || fits(range));

/** Is JSON an answer that this `Accept` header allows? */
export const acceptsJson = accepts(takesJson);

/** Is plain text one? */
export const acceptsText = accepts(({ essence }) => essence === 'text/*' || essence === 'text/plain');

/** Would it rather have HTML than JSON, as browsers would? */
export const prefersHtml = (accept: string | undefined): boolean => {
  // Most clients: not worth a closer look.
  if (accept === undefined || !accept.includes('text/')) return false;
  const first = rangesOf(accept).find((range) => isAny(range) || takesJson(range) || takesHtml(range));
  return first !== undefined && takesHtml(first);
};

/** Exactly this: two libraries compare the whole header (clients.md §3). */
export const JSON_TYPE = 'application/json';

/**
 * The type of a JSON answer. Its charset is told only to who asks for it, and only if it is the one that JSON has.
 * @example jsonType('application/json; charset=utf-8') // 'application/json;charset=utf-8'
 */
export const jsonType = (accept: string | undefined): string => {
  if (accept?.includes('charset') !== true) return JSON_TYPE;
  const charset = rangesOf(accept).find(isJson)?.parameters.get('charset') ?? '';
  return /^utf-?8$/i.test(charset) ? `${JSON_TYPE};charset=${charset}` : JSON_TYPE;
};

/** What a bare text that no type fits better is called: JSON or HTML, if that is what was asked for. */
export const textType = (accept: string | undefined): string => {
  const [first] = rangesOf(accept);
  if (first?.essence === JSON_TYPE) return JSON_TYPE;
  return first?.essence === 'text/html' ? 'text/html;charset=ISO-8859-1' : 'text/plain;charset=ISO-8859-1';
};
