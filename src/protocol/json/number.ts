/** Numbers as text: what is one, and how Kotlin's runtime (and so every Lavalink) writes them. */

const STRICT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** As above, but `05` is a number too. */
const TOLERANT = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;
/** Nine digits tell any two 32-bit floats apart. */
const F32_DECIMALS = 8;
const LEADING_ZEROS = /^(-?)0+(?=\d)/;

/** A number by RFC 8259. */
export const isStrictNumber = (raw: string): boolean => STRICT.test(raw);

/** A number by the reference: RFC 8259, and leading zeros. */
export const isNumber = (raw: string): boolean => TOLERANT.test(raw);

/** `05` → `5`: the same number by RFC 8259, digits untouched. */
export const strictNumber = (raw: string): string => raw.replace(LEADING_ZEROS, '$1');

/**
 * How the reference writes a number that it was given as untyped JSON (protocol §1.7): integers keep every digit,
 * all others become a double. Beyond a double's range the text stays, where the reference fails.
 */
export const normalNumber = (raw: string): string => {
  const strict = strictNumber(raw);
  if (INTEGER.test(raw)) return strict === '-0' ? '0' : strict;
  const value = Number(strict);
  return Number.isFinite(value) ? doubleText(value) : strict;
};

/** A 64-bit float as `Double.toString` of Java 19 writes it: `1.0`, `100000.0`, `1.0E10`. Finite values only. */
export const doubleText = (value: number): string => {
  const shortest = value.toExponential();
  // Java never uses fewer than two digits, and picks the nearest two: 4.9E-324, not 5.0E-324.
  return javaText(shortest.includes('.') ? shortest : value.toExponential(1), value);
};

/** A 32-bit float likewise: `0.33333334`, `1.6777216E7`. `value` has been rounded with `Math.fround`. */
export const floatText = (value: number): string => {
  let decimals = 1;
  while (decimals < F32_DECIMALS && Math.fround(Number(value.toExponential(decimals))) !== value)
    decimals += 1;
  return javaText(value.toExponential(decimals), value);
};

/** From `d.ddde±n` to Java: plain between 10⁻³ and 10⁷, else `d.dddE±n`; always a digit after the point. */
const javaText = (exponential: string, value: number): string => {
  const [mantissa = '', power = '0'] = exponential.split('e');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '').replace(/(?<=.)0+$/, '');
  const exponent = Number(power);
  if (value !== 0 && (exponent < -3 || exponent >= 7)) {
    return `${sign}${digits.slice(0, 1)}.${digits.slice(1) || '0'}E${exponent}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
};
