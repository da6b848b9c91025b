/**
 * A UDP port of loopback that nobody reads: its buffer fills, then the kernel drops what comes. So sending costs what
 * it costs, and receiving costs this process nothing.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Runs in a thread of its own, which blocks before its loop could read from the socket. */
const RECEIVER = `
  const { createSocket } = require('node:dgram');
  const { parentPort } = require('node:worker_threads');
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    parentPort.postMessage(socket.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** Stays until the process ends. */
export const openNullPort = async (): Promise<number> => {
  const worker = new Worker(RECEIVER, { eval: true });
  worker.unref();
  const [port] = (await once(worker, 'message')) as [number];
  return port;
};
