/** SIGTERM and SIGINT: close in order, then exit; a second signal, or a close that hangs, exits at once. */
import { once } from 'node:events';
import type { Log } from '../../streams/ports.ts';

const CLOSE_WITHIN_MS = 5000;

/** As the reference's JVM: 128 + signal number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

type Signal = keyof typeof EXIT_CODES;

export interface Closable {
  /** Comes first: whoever asks is told to send no new work. */
  readonly drain: () => void;
  readonly close: () => Promise<void>;
}

/** @param flush writes what the log still holds; comes last */
export const shutdownOn = ({ drain, close }: Closable, log: Log, flush: () => Promise<void>): void => {
  const stop = async (signal: Signal): Promise<void> => {
    drain();
    log.info(`Shutting down (${signal})`);
    const exit = (): never => process.exit(EXIT_CODES[signal]);
    setTimeout(exit, CLOSE_WITHIN_MS).unref();
    void once(process, signal).then(exit);
    await close().catch((error: unknown) => log.error('Closing failed', { error }));
    await flush();
    exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop(signal));
  }
};
