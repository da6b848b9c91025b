/** The command line of `lavastream render`. */
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import type { FilterSettings } from '../../streams/commands.ts';
import { UNITY_VOLUME } from '../../streams/track/gain.ts';
import { readFilters } from './filters.ts';

/** How samples lie in a WAV file. */
export type SampleFormat = 'f32' | 's16';

export type OutputKind = { readonly type: 'wav'; readonly format: SampleFormat } | { readonly type: 'opus' };

export interface RenderArguments {
  readonly type: 'render';
  readonly input: string;
  readonly output: string;
  readonly kind: OutputKind;
  readonly filters: FilterSettings;
  /** 0 … 1000. */
  readonly volume: number;
  /** In the track, ms. */
  readonly startMs: number;
  /** In the track, ms; Infinity: its end. */
  readonly endMs: number;
  readonly json: boolean;
  /** Said, but to no effect: one line each. */
  readonly warnings: readonly string[];
}

/** What is asked for, or why nobody can tell: a sentence that names the argument. */
export type Parsed = E.Either<string, RenderArguments | { readonly type: 'help' }>;

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  filters: { type: 'string' },
  volume: { type: 'string' },
  start: { type: 'string' },
  end: { type: 'string' },
  format: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The node's settings (`--lavalink.server.…=…`, `-D…`, `--config=…`) are read by the configuration. */
const isSetting = (argument: string): boolean =>
  /^(--|-D)[\w-]+\./.test(argument) || argument.startsWith('--config=');

const MAX_VOLUME = 1000;

const volumeOf = (text: string | undefined): E.Either<string, number> => {
  if (text === undefined) return E.right(UNITY_VOLUME);
  const volume = /^\d+$/.test(text) ? Number(text) : NaN;
  return volume <= MAX_VOLUME
    ? E.right(volume)
    : E.left(`--volume: expected a whole number from 0 to ${MAX_VOLUME}, got ${JSON.stringify(text)}`);
};

const msOf = (name: string, text: string | undefined, otherwise: number): E.Either<string, number> => {
  if (text === undefined) return E.right(otherwise);
  return /^\d+(\.\d+)?$/.test(text)
    ? E.right(Number(text))
    : E.left(`--${name}: expected milliseconds from 0 on, got ${JSON.stringify(text)}`);
};

const kindOf = (output: string, format: string | undefined): E.Either<string, OutputKind> => {
  const extension = extname(output).toLowerCase();
  if (extension === '.opus') {
    return format === undefined
      ? E.right({ type: 'opus' })
      : E.left('--format: is for .wav only; the samples of an .opus file have none');
  }
  if (extension !== '.wav')
    return E.left(`--output: expected a name that ends with .wav or .opus, got ${JSON.stringify(output)}`);
  if (format === undefined || format === 'f32') return E.right({ type: 'wav', format: 'f32' });
  return format === 's16'
    ? E.right({ type: 'wav', format })
    : E.left(`--format: expected f32 or s16, got ${JSON.stringify(format)}`);
};

const split = (argv: readonly string[]) =>
  E.tryCatch(
    () => parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true }),
    (error) => (error instanceof Error ? error.message : String(error)),
  );

/**
 * @param argv without the program, the script and `render`
 * @example parseRenderArguments(['song.mp3', '-o', 'song.wav', '--volume', '50'])
 */
export const parseRenderArguments = (argv: readonly string[]): Parsed => {
  const given = split(argv.filter((argument) => !isSetting(argument)));
  if (E.isLeft(given)) return given;
  const { values, positionals } = given.right;
  if (values.help === true) return E.right({ type: 'help' });
  const [input, ...more] = positionals;
  if (input === undefined || input === '') return E.left('expected an INPUT: a file or a URL');
  if (more.length > 0) return E.left(`expected one INPUT, got ${positionals.length}`);
  const { output } = values;
  if (output === undefined) return E.left('expected an output file: -o OUT.wav or -o OUT.opus');
  const kind = kindOf(output, values.format);
  if (E.isLeft(kind)) return kind;
  const filters = readFilters(values.filters ?? '{}');
  if (E.isLeft(filters)) return E.left(`--filters: ${filters.left}`);
  const volume = volumeOf(values.volume);
  if (E.isLeft(volume)) return volume;
  const startMs = msOf('start', values.start, 0);
  if (E.isLeft(startMs)) return startMs;
  const endMs = msOf('end', values.end, Infinity);
  if (E.isLeft(endMs)) return endMs;
  if (endMs.right <= startMs.right)
    return E.left(`--end: expected more than the start, ${startMs.right} ms, got ${endMs.right}`);
  return E.right({
    type: 'render',
    input,
    output,
    kind: kind.right,
    filters: filters.right.settings,
    volume: volume.right,
    startMs: startMs.right,
    endMs: endMs.right,
    json: values.json === true,
    warnings: filters.right.warnings,
  });
};
