/**
 * IP discovery over UDP: 74 bytes, big endian: u16 type (1 asks, 2 answers), u16 length 70, u32 ssrc, 64 bytes of
 * NUL-terminated address, u16 port.
 */

const SIZE = 74;
const ASK = 1;
const ANSWER = 2;
const ADDRESS_AT = 8;
const PORT_AT = SIZE - 2;

/** How the server sees us from outside. */
export interface OuterAddress {
  readonly address: string;
  readonly port: number;
}

export const discoveryRequest = (ssrc: number): Uint8Array => {
  const packet = new Uint8Array(SIZE);
  const view = new DataView(packet.buffer);
  view.setUint16(0, ASK);
  view.setUint16(2, SIZE - 4);
  view.setUint32(4, ssrc);
  return packet;
};

/** Null for anything that is not an answer: keepalive echoes, somebody's sound, noise. */
export const parseDiscovery = (datagram: Uint8Array): OuterAddress | null => {
  if (datagram.length < SIZE) return null;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  if (view.getUint16(0) !== ANSWER) return null;
  const end = datagram.indexOf(0, ADDRESS_AT);
  const address = String.fromCharCode(
    ...datagram.subarray(ADDRESS_AT, end < 0 ? PORT_AT : Math.min(end, PORT_AT)),
  );
  const port = view.getUint16(PORT_AT);
  return /^[\da-fA-F.:]{2,45}$/.test(address) && port > 0 ? { address, port } : null;
};
