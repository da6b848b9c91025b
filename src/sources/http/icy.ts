/** SHOUTcast 1 servers begin their answers with `ICY 200 OK` where HTTP says `HTTP/1.0 200 OK`. */
import type { Socket } from 'node:net';

const NOTHING = Buffer.alloc(0);
const ICY = Buffer.from('ICY ');
const HTTP = Buffer.from('HTTP/1.0 ');

/**
 * Rewrites the first bytes of an answer when they are `ICY `; null while they may still become so.
 * @example rewriteIcyStatus(Buffer.from('ICY 200 OK')) // HTTP/1.0 200 OK
 */
export const rewriteIcyStatus = (head: Buffer): Buffer | null => {
  if (head.length < ICY.length && ICY.subarray(0, head.length).equals(head)) return null;
  return head.subarray(0, ICY.length).equals(ICY) ? Buffer.concat([HTTP, head.subarray(ICY.length)]) : head;
};

/**
 * Lets the strict HTTP parser behind `socket` understand a SHOUTcast status line. The parser pulls with `read()`, and
 * a connection carries one answer, so it is enough to look at the first bytes pulled.
 */
export const tolerateIcyStatus = <S extends Socket>(socket: S): S => {
  const read = socket.read.bind(socket);
  let held = NOTHING;
  let isDone = false;
  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (isDone || !Buffer.isBuffer(chunk)) return chunk;
    const head = Buffer.concat([held, chunk]);
    const rewritten = rewriteIcyStatus(head);
    isDone = rewritten !== null;
    held = isDone ? NOTHING : head;
    return rewritten;
  };
  return socket;
};
