/** The log file: a new one begins each day and when one is full; old ones are packed, and the oldest removed. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DestinationStream } from 'pino';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { archiveNames } from './log.archives.ts';
import { pruneArchives, type ArchiveLimits } from './log.prune.ts';

export interface LogFileSettings extends ArchiveLimits {
  readonly path: string;
  /** Names of the archives, see `log.archives.ts`. */
  readonly pattern: string;
  /** A file of this size is full. */
  readonly maxFileBytes: number;
  /** Remove surplus archives at once, not only when one is added? */
  readonly cleansOnStart: boolean;
}

/** What is wrong with the file, for people; the file itself cannot tell. */
export type OnFileProblem = (message: string, error?: unknown) => void;

export interface LogFile extends DestinationStream {
  /** Resolves when everything is written, or cannot be. */
  close(): Promise<void>;
}

/** Characters that wait for a slow disk, or for an archive to be packed. */
const MAX_WAITING = 8 * 1024 * 1024;
/** A full disk is not asked again at every line. */
const RETRY_MS = 30_000;

/**
 * Never throws and never ends the process: what cannot be written is dropped, told of once, and tried again later.
 *
 * @param now monotonic, ms
 * @example
 * const file = createLogFile(settings, (message, error) => log.warn(message, { error }), () => performance.now());
 * file.write('a line\n');
 */
export const createLogFile = (
  settings: LogFileSettings,
  onProblem: OnFileProblem,
  now: () => number,
): LogFile => {
  const { path, maxFileBytes } = settings;
  const names = archiveNames(settings.pattern);
  let stream: RotatingFileStream | undefined;
  let retryAtMs = -Infinity;
  let waiting = '';
  /** Handed to the stream, and not known to be in the file. */
  let inFlight = '';
  let dropped = 0;
  const idle: (() => void)[] = [];

  const prune = (): void => {
    pruneArchives(names, settings).catch((error: unknown) =>
      onProblem('Old log files could not be removed', error),
    );
  };

  const giveUp = (error: unknown): void => {
    if (stream === undefined) return;
    stream = undefined;
    retryAtMs = now() + RETRY_MS;
    onProblem(`The log file ${path} cannot be written; trying again in ${RETRY_MS / 1000} s`, error);
  };

  const open = (): RotatingFileStream => {
    const opened = createStream(
      (time, index = 1) => (time instanceof Date ? names.nameFor(time, index - 1) : path),
      {
        size: `${maxFileBytes}B`,
        interval: names.period,
        // An archive is named after the time it is about, also when the node did not run at its end.
        intervalBoundary: true,
        initialRotation: true,
        ...(names.isCompressed ? { compress: 'gzip' as const } : {}),
      },
    );
    opened.on('error', giveUp);
    opened.on('rotated', prune);
    return opened;
  };

  const drop = (lines: string): void => {
    dropped += lines.split('\n').length - 1;
  };

  /** One chunk at a time: what comes meanwhile is collected, and still ours should the process end. */
  const pump = (): void => {
    if (inFlight !== '') return;
    if (waiting !== '' && stream === undefined && now() >= retryAtMs) stream = open();
    if (waiting === '' || stream === undefined) {
      drop(waiting);
      waiting = '';
      for (const done of idle.splice(0)) done();
      return;
    }
    const chunk = waiting;
    waiting = '';
    inFlight = chunk;
    stream.write(chunk, (error) => {
      inFlight = '';
      if (error) {
        drop(chunk);
        giveUp(error);
      } else if (dropped > 0) {
        onProblem(`The log file ${path} is written again; ${dropped} lines are missing in it`);
        dropped = 0;
      }
      pump();
    });
  };

  /** The last lines before an end without order matter most: better some of them twice than not at all. */
  const onExit = (): void => {
    const rest = inFlight + waiting;
    if (rest === '' || stream === undefined) return;
    try {
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, rest);
    } catch (error) {
      onProblem(`The end of the log could not be written to ${path}`, error);
    }
  };
  process.once('exit', onExit);
  if (settings.cleansOnStart) prune();

  return {
    write: (line) => {
      if (waiting.length + line.length > MAX_WAITING) drop(line);
      else waiting += line;
      pump();
    },
    close: async () => {
      if (inFlight !== '' || waiting !== '') await new Promise<void>((resolve) => idle.push(resolve));
      process.off('exit', onExit);
      const last = stream;
      stream = undefined;
      if (last !== undefined) await new Promise<void>((resolve) => last.end(() => resolve()));
    },
  };
};
