/** What our own codecs read, told in a way that a description can be made from (see `openapi/`). */
import * as t from 'io-ts';

export type Scalar = 'string' | 'boolean' | 'int32' | 'int64' | 'float' | 'double';

export type Shape =
  | { readonly type: 'scalar'; readonly scalar: Scalar }
  /** Fields that are not in `required` may be absent. */
  | {
      readonly type: 'struct';
      readonly fields: Readonly<Record<string, t.Mixed>>;
      readonly required: readonly string[];
    }
  | { readonly type: 'list'; readonly item: t.Mixed }
  | { readonly type: 'nullable'; readonly of: t.Mixed }
  /** Read as `of` and then completed: `defaults` are the values of fields that were absent. */
  | {
      readonly type: 'completed';
      readonly of: t.Mixed;
      readonly defaults: Readonly<Record<string, number | null>>;
    }
  /** Its keys are the client's own business. */
  | { readonly type: 'anyObject' };

/** A codec that tells its shape, as io-ts's own tell theirs by their tags. */
export class ShapedType<A> extends t.Type<A, A, unknown> {
  readonly shape: Shape;

  constructor(name: string, shape: Shape, is: t.Is<A>, validate: t.Validate<unknown, A>) {
    super(name, is, validate, t.identity);
    this.shape = shape;
  }
}
