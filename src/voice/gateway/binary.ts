/** Binary frames: from the server `[u16be seq][u8 op][payload]`, to it `[u8 op][payload]`. Only MLS travels so. */
import type { DaveMessage } from '../../../streams/voice/messages.ts';
import type { Decoded } from './server.codec.ts';

const read = (op: number, payload: Uint8Array): DaveMessage | 'unreadable' | null => {
  switch (op) {
    case 25:
      return { type: 'externalSender', bytes: payload };
    case 27:
      return { type: 'proposals', bytes: payload };
    case 29:
    case 30: {
      const [high, low] = payload;
      if (high === undefined || low === undefined) return 'unreadable';
      const transitionId = high * 0x100 + low;
      return { type: op === 29 ? 'commit' : 'welcome', transitionId, bytes: payload.subarray(2) };
    }
    default:
      return null;
  }
};

/** @param payload what follows sequence and op; the message keeps it */
export const decodeBinary = (op: number, seq: number, payload: Uint8Array): Decoded => {
  const message = read(op, payload);
  return { seq, message: message === 'unreadable' ? { type: 'unreadable', op } : message };
};

/** @param bytes what follows the op */
export const encodeBinary = (op: number, bytes: Uint8Array): Uint8Array => {
  const frame = new Uint8Array(1 + bytes.length);
  frame[0] = op;
  frame.set(bytes, 1);
  return frame;
};
