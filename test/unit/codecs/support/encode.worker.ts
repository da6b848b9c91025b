/** Encodes some frames, answers with the packets, goes on until it gets a message, and says when it has stopped. */
import { parentPort, workerData } from 'node:worker_threads';
import { providers } from '../../../../src/codecs/providers.ts';
import { testFrames } from './frames.ts';
import { openEncoder } from './run.encoder.ts';

const name: unknown = workerData;
const provider = providers.find((each) => each.name === name);
if (provider === undefined || parentPort === null)
  throw new Error('This file is a worker of encode.workers.test.ts.');
const port = parentPort;

const encoder = await openEncoder(provider);
const frames = testFrames(150);
port.postMessage(frames.map(({ left, right }) => new Uint8Array(encoder.encode(left, right))));

// Never freed: that a thread may end with a live encoder is part of the test.
let isStopped = false;
port.once('message', () => {
  isStopped = true;
});
const turn = (): void => {
  if (isStopped) return port.postMessage('stopped');
  for (const { left, right } of frames.slice(0, 10)) encoder.encode(left, right);
  setImmediate(turn);
};
turn();
