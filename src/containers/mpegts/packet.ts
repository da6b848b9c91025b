/** The packets of a transport stream (ISO 13818-1 §2.4.3.2): 188 bytes each, or 192 with a time stamp before it (M2TS). */

export const SYNC = 0x47;
const PACKET_BYTES = 188;

/** How packets lie in a file. */
export interface Layout {
  /** From one packet to the next. */
  readonly stride: number;
  /** Bytes before each packet. */
  readonly lead: number;
}

const LAYOUTS: readonly Layout[] = [
  { stride: PACKET_BYTES, lead: 0 },
  { stride: 192, lead: 4 },
];

/** So many packets in a row are no chance. */
const MIN_PACKETS = 3;

/** Null when `head` does not begin with packets; three are enough, fewer where `head` is the whole file. */
export const layoutOf = (head: Uint8Array): Layout | null =>
  LAYOUTS.find(({ stride, lead }) => {
    const whole = Math.floor(head.length / stride);
    const count = Math.min(MIN_PACKETS, whole);
    return count > 0 && Array.from({ length: count }, (_, at) => head[at * stride + lead]).every(isSync);
  }) ?? null;

const isSync = (byte: number | undefined): boolean => byte === SYNC;

/** How many bytes lie before the next packet; those of all of `bytes` when there is none in them. */
export const garbageBytes = (bytes: Uint8Array, { stride, lead }: Layout): number => {
  for (let at = bytes.indexOf(SYNC, lead); at >= 0; at = bytes.indexOf(SYNC, at + 1)) {
    if (at + stride >= bytes.length || bytes[at + stride] === SYNC) return at - lead;
  }
  return bytes.length;
};

export interface TsPacket {
  readonly pid: number;
  /** Does a table or a PES packet begin in it? */
  readonly isStart: boolean;
  readonly counter: number;
  readonly payload: Uint8Array;
}

/** The packet at index `at`, a view; null when it holds nothing that we can use (filler, scrambled, damaged). */
export const packetAt = (bytes: Uint8Array, at: number): TsPacket | null => {
  const [flags = 0, low = 0, control = 0] = bytes.subarray(at + 1, at + 4);
  const isDamaged = (flags & 0x80) !== 0;
  const isScrambled = (control & 0xc0) !== 0;
  if (isDamaged || isScrambled || (control & 0x10) === 0) return null;
  const adaptation = (control & 0x20) !== 0 ? 1 + (bytes[at + 4] ?? 0) : 0;
  const payload = bytes.subarray(Math.min(at + 4 + adaptation, at + PACKET_BYTES), at + PACKET_BYTES);
  return {
    pid: ((flags & 0x1f) << 8) | low,
    isStart: (flags & 0x40) !== 0,
    counter: control & 0x0f,
    payload,
  };
};
