/** Where lines of the log go: collected for a moment and written at once, since a write of its own costs more than a line. */
import pino, { type DestinationStream } from 'pino';

/** No longer than a person would notice. */
const COLLECT_MS = 20;
/** Written at once when that much has come together. */
const COLLECT_CHARS = 8 * 1024;

/** Characters that wait while the descriptor takes nothing; more is dropped. */
const MAX_WAITING = 1024 * 1024;

/**
 * A descriptor (1 is standard output) that takes whole lines. What is still collected when the process ends is written
 * then.
 * @example lineStream(1).write('hello\n')
 */
export const lineStream = (dest: number): DestinationStream => {
  const out = pino.destination({ dest, sync: true, maxLength: MAX_WAITING });
  // A full disk, or a reader of the pipe that is gone: nobody can be told, and no guild shall fall silent for it.
  out.on('error', () => undefined);
  let collected = '';
  const flush = (): void => {
    if (collected !== '') out.write(collected);
    collected = '';
  };
  process.once('exit', flush);
  return {
    write: (line) => {
      if (collected === '') setTimeout(flush, COLLECT_MS);
      collected += line;
      if (collected.length >= COLLECT_CHARS) flush();
    },
  };
};
