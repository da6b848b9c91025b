/** The log as configured: `logging.level.*`, `logging.format`, `logging.file.*` and `logging.logback.rollingpolicy.*`. */
import { join } from 'node:path';
import { problemWithPattern } from './log.archives.ts';
import type { LogFileSettings } from './log.file.ts';
import type { LogSettings } from './log.ts';

export interface LoggingConfig {
  readonly logging: {
    readonly level: Readonly<Record<string, string>>;
    readonly format: 'text' | 'json';
    readonly file: { readonly name: string; readonly path: string };
    readonly logback: {
      readonly rollingpolicy: {
        readonly 'file-name-pattern': string;
        readonly 'max-file-size': number;
        readonly 'max-history': number;
        readonly 'total-size-cap': number;
        readonly 'clean-history-on-start': boolean;
      };
    };
  };
}

/** Name of the file in `logging.file.path`, as Spring calls it. */
const LOG_FILE = 'spring.log';
const ARCHIVES = '.%d{yyyy-MM-dd}.%i.gz';

/** As in Spring, the name of a file wins over that of a folder. */
const pathOf = ({ name, path }: LoggingConfig['logging']['file']): string | undefined => {
  if (name !== '') return name;
  return path === '' ? undefined : join(path, LOG_FILE);
};

const fileOf = ({
  file,
  logback: { rollingpolicy },
}: LoggingConfig['logging']): LogFileSettings | undefined => {
  const path = pathOf(file);
  if (path === undefined) return undefined;
  const pattern = rollingpolicy['file-name-pattern'];
  return {
    path,
    pattern: pattern === '' ? path + ARCHIVES : pattern,
    maxFileBytes: rollingpolicy['max-file-size'],
    maxArchives: rollingpolicy['max-history'],
    maxArchiveBytes: rollingpolicy['total-size-cap'],
    cleansOnStart: rollingpolicy['clean-history-on-start'],
  };
};

export const logSettings = ({ logging }: LoggingConfig): LogSettings => ({
  levels: logging.level,
  format: logging.format,
  file: fileOf(logging),
});

/** What is wrong with the settings of the file; null if nothing. */
export const checkLogging = ({
  logging,
}: LoggingConfig): { readonly key: string; readonly message: string } | null => {
  const pattern = logging.logback.rollingpolicy['file-name-pattern'];
  const expected = pattern === '' ? null : problemWithPattern(pattern);
  if (expected === null) return null;
  const key = 'logging.logback.rollingpolicy.file-name-pattern';
  return { key, message: `expected ${expected}, found ${JSON.stringify(pattern)}` };
};
