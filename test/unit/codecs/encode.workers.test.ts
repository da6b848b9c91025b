/**
 * Encoders in worker threads: two at once give what one thread gives, and the threads can be terminated.
 *
 * A thread must have stopped encoding before: `terminate` in the middle of a call into node-av or @discordjs/opus
 * aborts the whole process ("FATAL ERROR: … napi_throw"), because a C++ add-on cannot throw into a thread that is
 * ending. Only WebAssembly may be terminated at work.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { providers } from '../../../src/codecs/providers.ts';
import { testFrames } from './support/frames.ts';
import { openEncoder } from './support/run.encoder.ts';

const startWorker = (name: string): Worker =>
  new Worker(new URL('./support/encode.worker.ts', import.meta.url), { workerData: name });

const stop = async (worker: Worker): Promise<void> => {
  const stopped = once(worker, 'message');
  worker.postMessage('stop');
  expect(await stopped).toEqual(['stopped']);
};

for (const provider of providers.filter((each) => each.encoder !== undefined))
  describe.skipIf(provider.probe() !== null)(`${provider.name} in two workers`, () => {
    it('gives the packets of a single thread, three times over, and survives their end', async () => {
      const reference = await openEncoder(provider);
      const expected = testFrames(150).map(
        ({ left, right }) => new Uint8Array(reference.encode(left, right)),
      );
      for (let round = 0; round < 3; round++) {
        const workers = [startWorker(provider.name), startWorker(provider.name)];
        for (const answer of await Promise.all(workers.map((worker) => once(worker, 'message'))))
          expect(answer).toEqual([expected]);
        if (provider.name !== 'opusscript') await Promise.all(workers.map(stop));
        await Promise.all(workers.map((worker) => worker.terminate()));
      }
      // This thread's encoder has not noticed.
      for (const { left, right } of testFrames(3)) expect(reference.encode(left, right)[0]).toBe(0xfc);
      reference.free();
    });
  });
