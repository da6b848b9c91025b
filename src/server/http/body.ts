/** Reads JSON bodies (protocol §1.4, §1.5). */
import type { IncomingMessage } from 'node:http';
import * as E from 'fp-ts/lib/Either.js';
import type { BodyCodec } from '../../protocol/index.ts';
import { decodeBody } from '../../protocol/index.ts';
import { isJson, parseMediaType, printMediaType } from './media.ts';
import { Problem, badRequest } from './problem.ts';

/** More than ten thousand tracks in one `decodetracks`. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Emitted on a request with the text of its body, once that has been read: for the request log. */
export const PAYLOAD = Symbol('payload');

const ACCEPTED = 'application/json, application/*+json';

const isPresent = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const tooLarge = (): Problem =>
  new Problem(413, `The request body is larger than ${MAX_BODY_BYTES} bytes.`, {
    // What is left of the body is not worth reading.
    headers: { Connection: 'close' },
  });

const unsupported = ({ headers, method }: IncomingMessage): Problem => {
  const type = parseMediaType(headers['content-type'] ?? '');
  const name = type === null ? (headers['content-type'] ?? 'application/octet-stream') : printMediaType(type);
  return new Problem(415, `Content-Type '${name}' is not supported.`, {
    headers: { Accept: ACCEPTED, ...(method === 'PATCH' ? { 'Accept-Patch': ACCEPTED } : {}) },
  });
};

/** By events: an iterator over the request would cost as much as the rest of a small one. */
const readBytes = (incoming: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (Number(incoming.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= MAX_BODY_BYTES) return;
      // The stream has to live on: it is the socket on which the answer goes out.
      incoming.off('data', take).pause();
      reject(tooLarge());
    };
    const breakOff = (error?: Error): void =>
      reject(badRequest(`the body broke off: ${error?.message ?? 'the client is gone'}`));
    incoming
      .on('data', take)
      .once('error', breakOff)
      .once('close', breakOff)
      .once('end', () => {
        incoming.off('close', breakOff);
        resolve(Buffer.concat(chunks, size));
      });
  });

const decode = (bytes: Buffer, charset: string): string => {
  try {
    // A byte order mark is part of the text: JSON has none, and the parser says so.
    return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw badRequest(`unknown charset ${charset}: ${String(error)}`);
  }
};

/**
 * The text of a JSON body.
 * @throws {Problem} 400 without a body, 413 beyond {@link MAX_BODY_BYTES}, 415 for other types
 */
const readJsonText = async (incoming: IncomingMessage): Promise<string> => {
  if (!isPresent(incoming)) throw badRequest('a body is required');
  const type = parseMediaType(incoming.headers['content-type'] ?? '');
  if (type === null || !isJson(type)) throw unsupported(incoming);
  const text = decode(await readBytes(incoming), type.parameters.get('charset') ?? 'utf-8');
  incoming.emit(PAYLOAD, text);
  return text;
};

/**
 * The value of a JSON body.
 * @throws {Problem} as {@link readJsonText} does, and 400 for what the codec refuses
 */
export const decodeJsonBody = async <A>(codec: BodyCodec<A>, incoming: IncomingMessage): Promise<A> => {
  const decoded = decodeBody(codec, await readJsonText(incoming));
  if (E.isLeft(decoded)) throw badRequest(decoded.left.reason);
  return decoded.right;
};
