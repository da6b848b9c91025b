/** The node's logs: pino, written as text for people (default) or as JSON lines for machines. */
import pino, { type DestinationStream, type Logger } from 'pino';
import type { Log } from '../../streams/ports.ts';
import { createLogFile, type LogFileSettings } from './log.file.ts';
import { levelFor, LOGGERS, type Levels } from './log.levels.ts';
import { lineStream } from './log.lines.ts';
import { textStream } from './log.text.ts';

export interface LogSettings {
  /** By logger name, as Spring writes them, in any case; the longest prefix of a name holds for it. */
  readonly levels: Levels;
  readonly format: 'text' | 'json';
  readonly file: LogFileSettings | undefined;
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

/** Takes a line that is worth its cost only to somebody who looks for a fault. */
export type Trace = (message: string, fields: object) => void;

export interface NodeLogs {
  readonly logs: Logs;
  /** Undefined where the level of the logger is above TRACE, so that nothing needs to be prepared. */
  readonly traceOf: (name: string) => Trace | undefined;
  /** Resolves when the file is written. Nothing may be logged afterwards. */
  readonly close: () => Promise<void>;
}

/**
 * @example
 * const { logs, close } = createLogs({ levels: { root: 'INFO' }, format: 'text', file: undefined });
 * logs('lavalink').info('Lavalink is ready to accept connections.');
 */
export const createLogs = ({ levels, format, file }: LogSettings): NodeLogs => {
  const formed = (lines: DestinationStream, colorize: boolean): DestinationStream =>
    format === 'text' ? textStream(lines, colorize) : lines;
  const options = {
    redact,
    serializers: { error: pino.stdSerializers.err },
    // People know which machine they are looking at.
    ...(format === 'text' ? { base: null } : {}),
  };
  const toConsole = formed(lineStream(1), process.stdout.isTTY);
  /** What is wrong with the file can only be told beside it. */
  const consoleLog = pino(options, toConsole).child({ name: LOGGERS.node });
  const onFileProblem = (message: string, error?: unknown): void => consoleLog.warn({ error }, message);
  const logFile = file && createLogFile(file, onFileProblem, () => performance.now());
  const streams = [
    { level: 'trace' as const, stream: toConsole },
    ...(logFile === undefined ? [] : [{ level: 'trace' as const, stream: formed(logFile, false) }]),
  ];
  const root = pino(options, pino.multistream(streams));
  const loggerOf = (name: string): Logger => root.child({ name }, { level: levelOf(levelFor(name, levels)) });
  return {
    logs: (name) => asPort(loggerOf(name)),
    traceOf: (name) => {
      const logger = loggerOf(name);
      return logger.isLevelEnabled('trace') ? (message, fields) => logger.trace(fields, message) : undefined;
    },
    close: async () => logFile?.close(),
  };
};
