/** Reads fields of a client's JSON. Throws RangeError, naming the field, where it is absent or of another type. */

const at = (data: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    data,
  );

export const text = (data: unknown, ...path: readonly string[]): string => {
  const value = at(data, path);
  if (typeof value !== 'string') throw new RangeError(`${path.join('.')} must be a string`);
  return value;
};

export const whole = (data: unknown, ...path: readonly string[]): number => {
  const value = at(data, path);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${path.join('.')} must be a whole number`);
  return Number(value);
};

/** Like {@link whole}, with a value for an absent field. */
export const wholeOr = (otherwise: number, data: unknown, ...path: readonly string[]): number =>
  at(data, path) === undefined ? otherwise : whole(data, ...path);

export const anything = (data: unknown, ...path: readonly string[]): unknown => at(data, path);
