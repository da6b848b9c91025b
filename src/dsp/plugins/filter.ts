/**
 * The one shape of plugin filters: filters beyond the ten, which a client sets by name inside `pluginFilters`. The four
 * folders beside this file are made of it, and an embedder's own filters are, too.
 */
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import type { JsonText } from '../../../streams/commands.ts';
import { FILTER_NAMES } from '../../protocol/index.ts';

/** One plugin filter at work on one track of one player. */
export interface PluginOperator {
  /**
   * Works in place on both channels: 48 kHz, planar float32, full scale ±1, equally many samples in both (at most 960 at
   * a time). How the sound is cut into blocks must not change it.
   */
  process(left: Float32Array, right: Float32Array): void;
  /**
   * Goes on where the same filter with other settings was, so that a change of settings makes no click. That one still
   * works for one more frame, in which it fades out: take copies. Left out: state starts over.
   */
  adopt?(before: PluginOperator): void;
  /** Samples that it may still sound after its input has ended; at most 2 s are heard. Left out: none. */
  readonly tailSamples?: number;
  /** Called once, when it will not be used any more. */
  free?(): void;
}

/** @typeParam S its settings, as its codec reads them */
export interface PluginFilterDefinition<S> {
  /** As clients write it inside `pluginFilters`, and as `/v4/info` and `lavalink.server.filters` name it. */
  readonly name: string;
  /** Reads what a client sent: any JSON but null, which means off. What it refuses is a 400 that names the field. */
  readonly settings: t.Decoder<unknown, S>;
  /** Would it change the sound with these settings? One that would not is left out. */
  readonly enabled: (settings: S) => boolean;
  /** Why these settings cannot be, beginning with the field (`decay must be from 0 to 1, not 2`): a 400; null if they can. */
  readonly problem: (settings: S) => string | null;
  /** Begins. Asked only for settings that can be and that are enabled. */
  readonly open: (settings: S) => PluginOperator;
}

/** Opens the filter with the settings that were read; null: it is off. */
export type PluginOpening = (() => PluginOperator) | null;

/** A plugin filter as the registry holds it: whatever the type of its settings. Made by {@link pluginFilter}. */
export interface PluginFilter {
  readonly name: string;
  /** Left: why these settings cannot be, with the field. */
  readonly read: (json: JsonText) => E.Either<string, PluginOpening>;
}

const parse = (json: JsonText): E.Either<string, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(json),
    () => 'must be JSON',
  );

/** The first field that the codec refused. */
const refusal = ([first]: t.Errors): string => {
  if (first === undefined) return 'must be something else';
  const field = first.context
    .slice(1)
    .map(({ key }) => `.${key}`)
    .join('');
  const expected = first.message ?? `must be ${first.context.at(-1)?.type.name ?? 'something else'}`;
  return first.value === undefined
    ? `${field} ${expected}, but is missing`
    : `${field} ${expected}, not ${JSON.stringify(first.value)}`;
};

/**
 * A filter that clients can set as `pluginFilters.<name>`.
 *
 * @throws {RangeError} for a name that is empty or that of one of the ten filters
 * @example
 * // { "filters": { "pluginFilters": { "gain": { "factor": 0.5 } } } }
 * const gain = pluginFilter({
 *   name: 'gain',
 *   settings: t.type({ factor: t.number }),
 *   enabled: ({ factor }) => factor !== 1,
 *   problem: ({ factor }) => (factor >= 0 && factor <= 2 ? null : `factor must be from 0 to 2, not ${factor}`),
 *   open: ({ factor }) => ({
 *     process: (left, right) => {
 *       for (const channel of [left, right]) channel.forEach((x, i) => (channel[i] = factor * x));
 *     },
 *   }),
 * });
 * const filters = createFilters({ plugins: [...LAVADSPX, gain] });
 */
export const pluginFilter = <S>({
  name,
  settings,
  enabled,
  problem,
  open,
}: PluginFilterDefinition<S>): PluginFilter => {
  if (name === '' || FILTER_NAMES.some((core) => core === name)) {
    throw new RangeError(`A plugin filter cannot be called ${JSON.stringify(name)}.`);
  }
  const at = (reason: string): string => `pluginFilters.${name}${reason}`;
  const opening = (value: S): E.Either<string, PluginOpening> => {
    const wrong = problem(value);
    if (wrong !== null) return E.left(at(`.${wrong}`));
    return E.right(enabled(value) ? () => open(value) : null);
  };
  const read = (json: JsonText): E.Either<string, PluginOpening> => {
    const parsed = parse(json);
    if (E.isLeft(parsed)) return E.left(at(` ${parsed.left}`));
    if (parsed.right === null) return E.right(null);
    const decoded = settings.decode(parsed.right);
    return E.isLeft(decoded) ? E.left(at(refusal(decoded.left))) : opening(decoded.right);
  };
  return { name, read };
};
