/** Parts of request bodies whose shape is the client's own business: `userData`, `pluginFilters`. */
import * as t from 'io-ts';
import type { Json, JsonText } from '../json/index.ts';
import { isJsonArray, isJsonObject, isJsonWord, isNumber, userDataText } from '../json/index.ts';
import { got } from './reason.ts';
import { ShapedType } from './shape.ts';
import type { BodyCodec } from './struct.codec.ts';

/** The first word in it that is no JSON; undefined if it is sound. */
const junkIn = (json: Json): string | undefined => {
  if (isJsonWord(json)) return isNumber(json.raw) ? undefined : json.raw;
  if (isJsonObject(json)) return junkIn([...json.values()]);
  if (!isJsonArray(json)) return undefined;
  for (const item of json) {
    const junk = junkIn(item);
    if (junk !== undefined) return junk;
  }
  return undefined;
};

const openObject = <A>(is: t.Is<A>, read: (object: ReadonlyMap<string, Json>) => A): BodyCodec<A> =>
  new ShapedType<A>('an object', { type: 'anyObject' }, is, (input, context) => {
    if (!isJsonObject(input)) return t.failure(input, context, `expected an object, got ${got(input)}`);
    const junk = junkIn(input);
    return junk === undefined ? t.success(read(input)) : t.failure(input, context, `holds ${got(junk)}`);
  });

/** Any object, as text in normal form (see `userDataText`). */
export const userData = openObject<JsonText>(t.string.is, userDataText);

/** The setting of one plugin's filter. */
export interface PluginFilter {
  readonly name: string;
  /** What the client sent, in normal form. */
  readonly json: JsonText;
}

const isPluginFilters = t.readonlyArray(t.readonly(t.type({ name: t.string, json: t.string }))).is;

/** Any object, as a list of its entries in the order in which they were sent. */
export const pluginFilters = openObject<readonly PluginFilter[]>(isPluginFilters, (object) =>
  Array.from(object, ([name, json]) => ({ name, json: userDataText(json) })),
);
