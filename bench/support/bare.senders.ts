/** The floor of sending: encrypt a packet in place with sodium-native, send it from a connected socket. No more. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DaveSession } from '../../streams/voice/ports.ts';
import { openNullPort } from './null.port.ts';

const HEADER_BYTES = 12;
const TAG_BYTES = 16;
const COUNTER_BYTES = 4;

/** Sends the payload from as many sockets as there are players; with a DAVE session for each where there are any. */
export const openBareSenders = async (
  count: number,
  payload: Uint8Array,
  dave: readonly DaveSession[] = [],
): Promise<(packets: number) => Promise<number>> => {
  const { default: sodium } = await import('sodium-native');
  const port = await openNullPort();
  const senders = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const socket = createSocket('udp4');
      socket.connect(port, '127.0.0.1');
      await once(socket, 'connect');
      const [key, nonce] = [randomBytes(32), Buffer.alloc(24)];
      const packet = Buffer.alloc(2_048);
      const session = dave[index];
      return (): void => {
        const body = session?.encrypt(payload) ?? payload;
        packet.set(body, HEADER_BYTES);
        const end = HEADER_BYTES + body.length;
        nonce.writeUInt32BE((nonce.readUInt32BE(0) + 1) >>> 0, 0);
        nonce.copy(packet, end + TAG_BYTES, 0, COUNTER_BYTES);
        sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
          packet.subarray(HEADER_BYTES, end + TAG_BYTES),
          packet.subarray(HEADER_BYTES, end),
          packet.subarray(0, HEADER_BYTES),
          null,
          nonce,
          key,
        );
        socket.send(packet.subarray(0, end + TAG_BYTES + COUNTER_BYTES));
      };
    }),
  );
  return async (packets) => {
    const ticks = Math.ceil(packets / count);
    for (let tick = 0; tick < ticks; tick += 1) {
      for (const send of senders) send();
      await nextTurn();
    }
    return ticks * count;
  };
};
