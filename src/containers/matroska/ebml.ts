/** EBML (RFC 8794): variable-length numbers, and elements that are wholly in memory. */
import { TextDecoder } from 'node:util';

export interface Vint {
  /** −1: all bits set, which means "unknown" where it is a size. */
  readonly value: number;
  /** Bytes it takes; 0 when there is no number here. */
  readonly length: number;
}

export const NO_VINT: Vint = { value: 0, length: 0 };

/** A number of 1 to `maxLength` bytes at index `at`; its first set bit tells how many. */
export const vintAt = (bytes: Uint8Array, at: number, maxLength = 8): Vint => {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > maxLength || at + length > bytes.length) return NO_VINT;
  let value = first & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { value: isUnknown ? -1 : value, length };
};

/** An element's id with its length marker, as the specification writes it: 1 to 4 bytes. */
export const idAt = (bytes: Uint8Array, at: number): Vint => {
  const length = Math.clz32(bytes[at] ?? 0) - 23;
  if (length > 4 || at + length > bytes.length) return NO_VINT;
  let value = 0;
  for (let index = 0; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
  return { value, length };
};

export interface Child {
  readonly id: number;
  readonly data: Uint8Array;
}

/** The elements in a master element's data; ends early where they are damaged or cut off. */
export function* children(data: Uint8Array): Generator<Child, void> {
  let at = 0;
  while (at < data.length) {
    const id = idAt(data, at);
    const size = vintAt(data, at + id.length);
    const start = at + id.length + size.length;
    if (id.length === 0 || size.length === 0 || size.value < 0 || start + size.value > data.length) return;
    at = start + size.value;
    yield { id: id.value, data: data.subarray(start, at) };
  }
}

export const childrenOf = (data: Uint8Array, id: number): readonly Uint8Array[] =>
  [...children(data)].filter((child) => child.id === id).map((child) => child.data);

export const firstOf = (data: Uint8Array, id: number): Uint8Array | undefined => childrenOf(data, id)[0];

/** An unsigned integer of up to eight bytes; undefined stays so. */
export function uint(data: Uint8Array): number;
export function uint(data: Uint8Array | undefined): number | undefined;
export function uint(data: Uint8Array | undefined): number | undefined {
  return data?.subarray(0, 8).reduce((value, byte) => value * 256 + byte, 0);
}

/** A signed integer of up to eight bytes; 0 without any. */
export const int = (data: Uint8Array): number => {
  const bits = Math.min(8, data.length) * 8;
  const value = uint(data);
  return bits > 0 && ((data[0] ?? 0) & 0x80) !== 0 ? value - 2 ** bits : value;
};

/** A float of 4 or 8 bytes; undefined for anything else. */
export const float = (data: Uint8Array | undefined): number | undefined => {
  if (data === undefined) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length === 4) return view.getFloat32(0);
  return data.length === 8 ? view.getFloat64(0) : undefined;
};

const UTF8 = new TextDecoder('utf-8');

/** Text up to its first zero; undefined when nothing but blanks is in it. */
export const text = (data: Uint8Array | undefined): string | undefined => {
  if (data === undefined) return undefined;
  const end = data.indexOf(0);
  const value = UTF8.decode(end < 0 ? data : data.subarray(0, end)).trim();
  return value === '' ? undefined : value;
};
