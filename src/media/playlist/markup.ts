/**
 * Lists in markup: XSPF, and ASX (also WAX and WVX), which is XML in name only. Read without an XML library: a few
 * elements are looked for, and files that are not well-formed are common.
 */
import { numbered } from './lists.ts';
import { startsWith } from './text.ts';
import type { Link, PlaylistFormat } from './types.ts';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const MAX_CODE_POINT = 0x10ffff;

const character = (whole: string, code: number): string =>
  code <= MAX_CODE_POINT ? String.fromCodePoint(code) : whole;

const unescaped = (text: string): string =>
  text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, digits?: string, name = '') => {
      if (hex !== undefined) return character(whole, Number.parseInt(hex, 16));
      return digits === undefined ? (NAMED[String(name)] ?? whole) : character(whole, Number(digits));
    },
  );

const withoutComments = (text: string): string => text.replace(/<!--[^]*?(?:-->|$)/g, '');

/** Text of an element; CDATA is taken as it is. */
const plainText = (inner: string): string => {
  const data = /^\s*<!\[CDATA\[([^]*?)\]\]>\s*$/.exec(inner)?.[1];
  return (data ?? unescaped(inner)).trim();
};

/** What stands between the tags of the elements of that name, prefixed or not. */
const elements = (text: string, name: string): readonly string[] =>
  [...text.matchAll(new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^]*?)</(?:\\w+:)?${name}\\s*>`, 'gi'))].map(
    ([, inner = '']) => inner,
  );

const titleIn = (text: string): string | undefined => {
  const [title] = elements(text, 'title');
  return title === undefined ? undefined : plainText(title) || undefined;
};

const parseXspf = (text: string): readonly Link[] =>
  elements(withoutComments(text), 'track').flatMap((track) =>
    elements(track, 'location').map((location) => ({ url: plainText(location), title: titleIn(track) })),
  );

/** https://xspf.org/spec */
export const xspf: PlaylistFormat = {
  name: 'xspf',
  matches: startsWith(/^\s*<[^]*<?(?:\w+:)?playlist\b[^>]*xspf\.org/i),
  parse: parseXspf,
};

const addressesIn = (text: string, tags: string): readonly string[] =>
  [...text.matchAll(new RegExp(`<(?:${tags})\\s[^>]*?href\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'gi'))].map(
    ([, double, single]) => unescaped(double ?? single ?? '').trim(),
  );

const parseAsx = (text: string): readonly Link[] => {
  const plain = withoutComments(text);
  const entries = elements(plain, 'entry').flatMap((entry) =>
    addressesIn(entry, 'ref').map((url) => ({ url, title: titleIn(entry) })),
  );
  const others = addressesIn(plain, 'entryref').map((url) => ({ url, title: undefined }));
  // Older servers send what is called the same but is a list of lines.
  return [...entries, ...others, ...numbered(text, 'ref')];
};

/** Of Windows Media Player. */
export const asx: PlaylistFormat = {
  name: 'asx',
  matches: startsWith(/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)?<asx\b|^\s*\[reference\]/i),
  parse: parseAsx,
};
