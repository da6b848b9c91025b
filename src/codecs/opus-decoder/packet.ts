/** Is a packet well formed? The rules R1–R7 of RFC 6716 §3.4; what is coded inside can then be decoded, come what may. */

/** Samples at 48 kHz of one frame, by the configuration number (RFC 6716 §3.1, table 2). */
const frameSamples = (configuration: number): number => {
  if (configuration < 12) return [480, 960, 1920, 2880][configuration & 3] ?? 0;
  if (configuration < 16) return [480, 960][configuration & 1] ?? 0;
  return [120, 240, 480, 960][configuration & 3] ?? 0;
};

const MAX_PACKET_SAMPLES = 5760;
const MAX_FRAME_BYTES = 1275;

/** A frame's length in one or two bytes (§3.2.1): [length, bytes used]; undefined when cut off. */
const frameLength = (packet: Uint8Array, at: number): readonly [number, number] | undefined => {
  const [first, second] = [packet[at], packet[at + 1]];
  if (first === undefined) return undefined;
  if (first < 252) return [first, 1];
  return second === undefined ? undefined : [second * 4 + first, 2];
};

export const isOpusPacket = (packet: Uint8Array): boolean => {
  const toc = packet[0];
  if (toc === undefined) return false;
  switch (toc & 3) {
    case 0:
      return packet.length - 1 <= MAX_FRAME_BYTES;
    case 1:
      return packet.length % 2 === 1 && (packet.length - 1) / 2 <= MAX_FRAME_BYTES;
    case 2:
      return isTwoFrames(packet);
    default:
      return isManyFrames(packet, toc);
  }
};

const isTwoFrames = (packet: Uint8Array): boolean => {
  const first = frameLength(packet, 1);
  if (first === undefined) return false;
  const rest = packet.length - 1 - first[1] - first[0];
  return rest >= 0 && rest <= MAX_FRAME_BYTES;
};

const isManyFrames = (packet: Uint8Array, toc: number): boolean => {
  const header = packet[1];
  if (header === undefined) return false;
  const count = header & 63;
  if (count === 0 || count * frameSamples(toc >> 3) > MAX_PACKET_SAMPLES) return false;
  let at = 2;
  let padding = 0;
  if (header & 64) {
    let byte = 255;
    while (byte === 255) {
      const next = packet[at++];
      if (next === undefined) return false;
      byte = next;
      padding += byte === 255 ? 254 : byte;
    }
  }
  let sized = 0;
  if (header & 128) {
    for (let frame = 0; frame < count - 1; frame++) {
      const length = frameLength(packet, at);
      if (length === undefined) return false;
      sized += length[0];
      at += length[1];
    }
    const last = packet.length - at - padding - sized;
    return last >= 0 && last <= MAX_FRAME_BYTES;
  }
  const all = packet.length - at - padding;
  return all >= 0 && all % count === 0 && all / count <= MAX_FRAME_BYTES;
};
