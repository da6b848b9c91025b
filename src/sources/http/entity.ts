/** What an answer's headers say about the file behind it. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './request.ts';

export interface Entity {
  /** Bytes of the whole file; undefined where the server does not say (live streams). */
  readonly size: number | undefined;
  /** For `If-Range`: a strong ETag or the date of the last change. */
  readonly validator: string | undefined;
}

export interface ContentRange {
  readonly start: number;
  readonly total: number | undefined;
}

/** `bytes 100-199/1000`; undefined for anything else. */
export const parseContentRange = (text: string | undefined): ContentRange | undefined => {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/i.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const [, start, total] = match;
  return { start: Number(start), total: total === '*' ? undefined : Number(total) };
};

const contentLength = (headers: IncomingHttpHeaders): number | undefined => {
  const text = headers['content-length'];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
};

/** The validator of the file, if it has one that proves that two answers are the same bytes. */
const validatorOf = ({ etag, 'last-modified': lastModified }: IncomingHttpHeaders): string | undefined =>
  etag !== undefined && etag.startsWith('"') ? etag : lastModified;

export const entityOf = ({ status, headers }: Answer): Entity => ({
  size: status === 206 ? parseContentRange(headers['content-range'])?.total : contentLength(headers),
  validator: validatorOf(headers),
});

/**
 * A header for people. Radios send UTF-8 as often as Latin-1, which is what HTTP says; blank is the same as absent.
 */
export const headerText = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const raw = headers[name];
  const first = Array.isArray(raw) ? raw[0] : raw;
  if (first === undefined || first.trim() === '') return undefined;
  const utf8 = Buffer.from(first, 'latin1').toString('utf8');
  return (utf8.includes('\ufffd') ? first : utf8).trim();
};
