/** The node's logs: pino, written as text for people (default) or as JSON lines for machines. */
import pino, { type Logger } from 'pino';
import type { Log } from '../../streams/ports.ts';
import { levelFor, type Levels } from './log.levels.ts';
import { lineStream } from './log.lines.ts';
import { textStream } from './log.text.ts';

export interface LogSettings {
  /** By logger name, as Spring writes them, in any case; the longest prefix of a name holds for it. */
  readonly levels: Levels;
  readonly format: 'text' | 'json';
  readonly file: string | undefined;
}

/** Discord's and the clients' secrets: never in a log, wherever they stand in a line's fields. */
const SECRETS = ['token', 'password', 'authorization', 'secretKey', 'voiceSessionId'];
const redact = SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

const LEVELS: Readonly<Record<string, string>> = {
  off: 'silent',
  warning: 'warn',
  severe: 'error',
  all: 'trace',
};

const levelOf = (level: string): string => {
  const lower = level.toLowerCase();
  const known = LEVELS[lower] ?? lower;
  return known in pino.levels.values || known === 'silent' ? known : 'info';
};

const asPort = (logger: Logger): Log => ({
  debug: (message, fields) => logger.debug(fields ?? {}, message),
  info: (message, fields) => logger.info(fields ?? {}, message),
  warn: (message, fields) => logger.warn(fields ?? {}, message),
  error: (message, fields) => logger.error(fields ?? {}, message),
});

/** Gives the log of a name: `lavalink.server`. */
export type Logs = (name: string) => Log;

/**
 * @example
 * const logs = createLogs({ levels: { root: 'INFO' }, format: 'text', file: undefined });
 * logs('lavalink').info('Lavalink is ready to accept connections.');
 */
export const createLogs = ({ levels, format, file }: LogSettings): Logs => {
  const stream = format === 'text' ? textStream : lineStream;
  const streams = [{ level: 'trace' as const, stream: stream(1) }];
  if (file !== undefined) streams.push({ level: 'trace' as const, stream: stream(file) });
  const options = {
    redact,
    serializers: { error: pino.stdSerializers.err },
    // People know which machine they are looking at.
    ...(format === 'text' ? { base: null } : {}),
  };
  const root = pino(options, pino.multistream(streams));
  return (name) => asPort(root.child({ name }, { level: levelOf(levelFor(name, levels)) }));
};
