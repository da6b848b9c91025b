/**
 * Codecs of composed values in request bodies. io-ts's own `t.type` and `t.partial` want plain objects; bodies are
 * Maps here (see `json.ts`), of which only the known keys are looked at, so that unknown ones do no harm.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { isJsonArray, isJsonObject } from '../json/index.ts';
import { got } from './reason.ts';
import { ShapedType } from './shape.ts';

/** A codec that reads lossless JSON. */
export type BodyCodec<A> = t.Type<A, A, unknown>;
type Fields = Readonly<Record<string, t.Mixed>>;

/** Keys of `O` may be absent; absent is not the same as null. */
export type StructOf<R extends Fields, O extends Fields> = {
  readonly [K in keyof R]: t.TypeOf<R[K]>;
} & { readonly [K in keyof O]?: t.TypeOf<O[K]> };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** An object. Fields that are absent stay absent; whether a field may be null is for its codec to say. */
export const struct = <R extends Fields, O extends Fields>(
  name: string,
  required: R,
  omittable: O,
): BodyCodec<StructOf<R, O>> => {
  const needed = Object.entries(required);
  const fields = [...needed, ...Object.entries(omittable)];

  const is = (value: unknown): value is StructOf<R, O> =>
    isRecord(value) &&
    fields.every(([key, codec]) => (key in value ? codec.is(value[key]) : !(key in required)));

  const validate: t.Validate<unknown, StructOf<R, O>> = (input, context) => {
    if (!isJsonObject(input)) return t.failure(input, context, `expected an object, got ${got(input)}`);
    const record: Record<string, unknown> = {};
    const errors: t.Errors = [];
    for (const [key, codec] of fields) {
      const value = input.get(key);
      if (value === undefined && !(key in required)) continue;
      const at = t.appendContext(context, key, codec, value);
      if (value === undefined) {
        errors.push({ value, context: at, message: 'is missing' });
        continue;
      }
      const decoded = codec.validate(value, at);
      if (E.isLeft(decoded)) errors.push(...decoded.left);
      else record[key] = decoded.right;
    }
    // The loop has filled in exactly the fields that the type lists.
    return errors.length > 0 ? t.failures(errors) : t.success(record as StructOf<R, O>);
  };
  const shape = {
    type: 'struct',
    fields: { ...required, ...omittable },
    required: Object.keys(required),
  } as const;
  return new ShapedType(name, shape, is, validate);
};

/** An array. */
export const listOf = <A>(item: BodyCodec<A>): BodyCodec<readonly A[]> => {
  const validate: t.Validate<unknown, readonly A[]> = (input, context) => {
    if (!isJsonArray(input)) return t.failure(input, context, `expected an array, got ${got(input)}`);
    const items: A[] = [];
    const errors: t.Errors = [];
    for (const [index, value] of input.entries()) {
      const decoded = item.validate(value, t.appendContext(context, String(index), item, value));
      if (E.isLeft(decoded)) errors.push(...decoded.left);
      else items.push(decoded.right);
    }
    return errors.length > 0 ? t.failures(errors) : t.success(items);
  };
  const { is } = t.readonlyArray(item);
  return new ShapedType(`list of ${item.name}`, { type: 'list', item }, is, validate);
};

/** Null, or what `codec` reads. */
export const nullable = <A>(codec: BodyCodec<A>): BodyCodec<A | null> =>
  new ShapedType<A | null>(
    `${codec.name} or null`,
    { type: 'nullable', of: codec },
    (value): value is A | null => value === null || codec.is(value),
    (input, context) => (input === null ? t.success(null) : codec.validate(input, context)),
  );

/** What `codec` reads, with `defaults` for fields that are absent; `is` knows the complete form. */
export const completed = <A extends object, B>(
  codec: BodyCodec<A>,
  defaults: Readonly<Record<string, number | null>>,
  is: t.Is<B>,
  complete: (value: A) => B,
): BodyCodec<B> =>
  new ShapedType<B>(codec.name, { type: 'completed', of: codec, defaults }, is, (input, context) =>
    E.map(complete)(codec.validate(input, context)),
  );

/** An object of numbers, all of which may be left out; it is completed with `defaults`, in their order. */
export const settings = <K extends string>(
  name: string,
  number: BodyCodec<number>,
  defaults: Readonly<Record<K, number>>,
): BodyCodec<Readonly<Record<K, number>>> => {
  const fields: Record<string, BodyCodec<number>> = {};
  for (const key of Object.keys(defaults)) fields[key] = number;
  const omittable = struct(name, {}, fields);
  const is = (value: unknown): value is Readonly<Record<K, number>> =>
    omittable.is(value) && Object.keys(defaults).every((key) => key in value);
  // Every key of K comes from `defaults`, and the fields read are numbers.
  return completed(
    omittable,
    defaults,
    is,
    (value) => ({ ...defaults, ...value }) as Readonly<Record<K, number>>,
  );
};
