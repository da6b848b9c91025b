/** The log as configured: `logging.level.*`, `logging.format` and `logging.file.path`. */
import { join } from 'node:path';
import type { LogSettings } from './log.ts';

export interface LoggingConfig {
  readonly logging: {
    readonly level: Readonly<Record<string, string>>;
    readonly format: 'text' | 'json';
    readonly file: { readonly path: string };
  };
}

/** Name of the file in `logging.file.path`, as Spring calls it. */
const LOG_FILE = 'spring.log';

export const logSettings = ({ logging: { level, format, file } }: LoggingConfig): LogSettings => ({
  levels: level,
  format,
  file: file.path === '' ? undefined : join(file.path, LOG_FILE),
});
