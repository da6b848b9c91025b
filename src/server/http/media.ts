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

const accepts =
  (fits: (range: MediaType) => boolean) =>
  (accept: string | undefined): boolean => {
    if (accept === undefined || accept.trim() === '') return true;
    const ranges = accept.split(',').map(parseMediaType);
    return ranges.some(
      (range) =>
        range !== null &&
        Number(range.parameters.get('q') ?? 1) !== 0 &&
        (range.essence === '*/*' || fits(range)),
    );
  };

/** Is JSON an answer that this `Accept` header allows? */
export const acceptsJson = accepts((range) => range.essence === 'application/*' || isJson(range));

/** Is plain text one? */
export const acceptsText = accepts(({ essence }) => essence === 'text/*' || essence === 'text/plain');
