/** The last net: an exception that nobody caught is a defect of ours, and no reason to silence every guild. */
import type { Log } from '../../streams/ports.ts';

/** Logs what escaped and goes on. Returns how to take the net away. */
export const installLastNet = (log: Log): (() => void) => {
  const onException = (error: unknown): void =>
    log.error('An exception escaped; the node goes on', { error });
  const onRejection = (error: unknown): void => log.error('A rejection escaped; the node goes on', { error });
  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onRejection);
  return () => {
    process.off('uncaughtException', onException);
    process.off('unhandledRejection', onRejection);
  };
};
