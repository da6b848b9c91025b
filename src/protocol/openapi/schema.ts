/** Codecs to JSON Schema (2020-12, as OpenAPI 3.1 has it). */
import type * as t from 'io-ts';
import { ShapedType, type Scalar, type Shape } from '../messages/shape.ts';

/** One schema, as plain JSON. */
export type Schema = { readonly [key: string]: unknown };

/** Those of io-ts's own codecs that the wire is described with. */
type Tagged =
  | t.InterfaceType<t.Props>
  | t.PartialType<t.Props>
  | t.ExactType<t.HasProps & t.Mixed>
  | t.IntersectionType<t.Mixed[]>
  | t.UnionType<t.Mixed[]>
  | t.ArrayType<t.Mixed>
  | t.KeyofType<Record<string, unknown>>
  | t.LiteralType<string>
  | t.AnyDictionaryType
  | t.NullType
  | t.StringType
  | t.BooleanType;

const isTagged = (codec: t.Mixed): codec is t.Mixed & Tagged => '_tag' in codec;

const SCALARS: Readonly<Record<Scalar, Schema>> = {
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  float: { type: 'number', format: 'float' },
  double: { type: 'number', format: 'double' },
};

/** A codec with a name of its own is a component; the others' names are derived from what is in them. */
const isComponent = ({ name }: t.Mixed): boolean => /^[A-Z][A-Za-z]*$/.test(name);

export interface Schemas {
  /** The schema of a codec: itself, or where it is among the components. */
  readonly of: (codec: t.Mixed) => Schema;
  /** All components that were met so far, by name. */
  readonly components: () => Readonly<Record<string, Schema>>;
}

/**
 * Collects schemas.
 * @throws {Error} on a codec it has no words for, and on two codecs of one name: both are mistakes in `messages/`
 * @example createSchemas().of(UpdateSession) // { $ref: '#/components/schemas/UpdateSession' }
 */
export const createSchemas = (): Schemas => {
  const components = new Map<string, { readonly codec: t.Mixed; readonly schema: Schema }>();

  const of = (codec: t.Mixed): Schema => {
    // io-ts names its own plain codecs after themselves: they have no parts.
    if (!isComponent(codec) || codec.name === 'UnknownRecord') return inline(codec);
    const known = components.get(codec.name);
    if (known === undefined) components.set(codec.name, { codec, schema: inline(codec) });
    else if (known.codec !== codec) throw new Error(`There are two codecs named ${codec.name}`);
    return { $ref: `#/components/schemas/${codec.name}` };
  };

  const object = (
    fields: Readonly<Record<string, t.Mixed>>,
    required: readonly string[],
    defaults: Readonly<Record<string, unknown>> = {},
  ): Schema => {
    const properties = Object.entries(fields).map(([key, codec]): [string, Schema] => [
      key,
      key in defaults ? { ...of(codec), default: defaults[key] } : of(codec),
    ]);
    const always = required.length > 0 ? { required } : {};
    return { type: 'object', properties: Object.fromEntries(properties), ...always };
  };

  const shaped = (shape: Shape): Schema => {
    switch (shape.type) {
      case 'scalar':
        return SCALARS[shape.scalar];
      case 'struct':
        return object(shape.fields, shape.required);
      case 'list':
        return { type: 'array', items: of(shape.item) };
      case 'nullable':
        return { anyOf: [of(shape.of), { type: 'null' }] };
      case 'completed': {
        // The form before completion has the same name, and is nobody else's.
        const whole = shape.of instanceof ShapedType ? shape.of.shape : undefined;
        if (whole?.type !== 'struct') throw new Error(`${shape.of.name} has no fields to complete`);
        return object(whole.fields, whole.required, shape.defaults);
      }
      case 'anyObject':
        return { type: 'object' };
    }
  };

  const tagged = (codec: Tagged): Schema => {
    switch (codec._tag) {
      case 'InterfaceType':
        return object(codec.props, Object.keys(codec.props));
      case 'PartialType':
        return object(codec.props, []);
      case 'ExactType':
        return inline(codec.type);
      case 'IntersectionType':
        return { allOf: codec.types.map(of) };
      case 'UnionType':
        return { anyOf: codec.types.map(of) };
      case 'ArrayType':
        return { type: 'array', items: of(codec.type) };
      case 'KeyofType':
        return { type: 'string', enum: Object.keys(codec.keys) };
      case 'LiteralType':
        return { type: 'string', const: codec.value };
      case 'AnyDictionaryType':
        return { type: 'object' };
      case 'NullType':
        return { type: 'null' };
      case 'StringType':
        return { type: 'string' };
      case 'BooleanType':
        return { type: 'boolean' };
      default:
        throw new Error(`No JSON Schema for ${JSON.stringify(codec)}`);
    }
  };

  const inline = (codec: t.Mixed): Schema => {
    if (codec instanceof ShapedType) return shaped(codec.shape);
    if (isTagged(codec)) return tagged(codec);
    throw new Error(`No JSON Schema for ${codec.name}`);
  };

  return {
    of,
    components: () => Object.fromEntries([...components].map(([name, { schema }]) => [name, schema])),
  };
};
