/** A TCP connection on which little comes through at a time. */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

const PERIOD_MS = 10;

const dripInto = async (socket: Socket, chunk: Buffer, bytes: number): Promise<void> => {
  for (let at = 0; at < chunk.length && !socket.destroyed; at += bytes) {
    socket.write(chunk.subarray(at, at + bytes));
    await wait(PERIOD_MS);
  }
};

/** `socket`, but what is written to it leaves `bytes` at a time, every 10 ms. */
export const trickle = (socket: Socket, bytes: number): Duplex => {
  const slow = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      dripInto(socket, chunk, bytes).then(() => done(), done);
    },
    final: (done) => {
      socket.end();
      done();
    },
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    if (!slow.push(chunk)) socket.pause();
  });
  socket.on('close', () => slow.destroy());
  slow.on('error', () => socket.destroy());
  return slow;
};
