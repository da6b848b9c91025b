/** JSON text frames of the voice gateway (version 8) → typed messages. What does not fit is `unreadable`, never thrown. */
import { isIPv4 } from 'node:net';
import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { ServerMessage } from '../../../streams/voice/messages.ts';

/** What a frame said: its number if it has one, and its message if that concerns us. */
export interface Decoded {
  readonly seq: number | null;
  readonly message: ServerMessage | null;
}

const refined = <A>(name: string, base: t.Type<A>, holds: (value: A) => boolean): t.Type<A> =>
  new t.Type<A>(
    name,
    (value): value is A => base.is(value) && holds(value),
    (value, context) => {
      const decoded = base.validate(value, context);
      return isLeft(decoded) || holds(decoded.right) ? decoded : t.failure(value, context);
    },
    base.encode,
  );

const integer = (name: string, min: number, max: number): t.Type<number> =>
  refined(name, t.number, (value) => Number.isInteger(value) && value >= min && value <= max);

const u8 = integer('u8', 0, 0xff);
const u16 = integer('u16', 0, 0xffff);
const u32 = integer('u32', 0, 0xffff_ffff);
const port = integer('port', 1, 0xffff);
/** A wild interval would make us flood the server or never notice its death. */
const intervalMs = refined('interval', t.number, (value) => value >= 10 && value <= 600_000);
const ipv4 = refined('IPv4 address', t.string, isIPv4);
const userId = refined('user id', t.string, (value) => /^\d{1,20}$/.test(value));
const secretKey = refined('key of 32 bytes', t.array(u8), (value) => value.length === 32);

/** Decodes the `d` of a frame; null where it does not fit. */
type Reader = (data: unknown) => ServerMessage | null;

const reader =
  <A>(codec: t.Type<A>, make: (value: A) => ServerMessage): Reader =>
  (data) => {
    const decoded = codec.decode(data);
    return isLeft(decoded) ? null : make(decoded.right);
  };

const READERS = new Map<number, Reader>([
  [
    2,
    reader(
      t.type({ ssrc: u32, ip: ipv4, port, modes: t.array(t.string) }),
      ({ ssrc, ip, port: at, modes }) => ({ type: 'ready', ssrc, ip, port: at, modes }),
    ),
  ],
  [3, () => ({ type: 'heartbeatRequest' })],
  [
    4,
    reader(
      t.intersection([
        t.type({ mode: t.string, secret_key: secretKey }),
        t.partial({ dave_protocol_version: t.union([u16, t.null]) }),
      ]),
      (d) => ({
        type: 'sessionDescription',
        mode: d.mode,
        secretKey: Uint8Array.from(d.secret_key),
        daveVersion: d.dave_protocol_version ?? 0,
      }),
    ),
  ],
  [6, reader(t.type({ t: t.number }), (d) => ({ type: 'heartbeatAck', nonce: d.t }))],
  [
    8,
    reader(t.type({ heartbeat_interval: intervalMs }), (d) => ({
      type: 'hello',
      heartbeatIntervalMs: d.heartbeat_interval,
    })),
  ],
  [9, () => ({ type: 'resumed' })],
  [
    11,
    reader(t.type({ user_ids: t.array(userId) }), (d) => ({ type: 'clientsConnect', userIds: d.user_ids })),
  ],
  [13, reader(t.type({ user_id: userId }), (d) => ({ type: 'clientDisconnect', userId: d.user_id }))],
  [
    21,
    reader(t.type({ transition_id: u16, protocol_version: u16 }), (d) => ({
      type: 'prepareTransition',
      transitionId: d.transition_id,
      version: d.protocol_version,
    })),
  ],
  [
    22,
    reader(t.type({ transition_id: u16 }), (d) => ({
      type: 'executeTransition',
      transitionId: d.transition_id,
    })),
  ],
  [
    24,
    reader(t.type({ epoch: t.number, protocol_version: u16 }), (d) => ({
      type: 'prepareEpoch',
      epoch: d.epoch,
      version: d.protocol_version,
    })),
  ],
]);

const Envelope = t.intersection([t.type({ op: t.number }), t.partial({ d: t.unknown, seq: t.unknown })]);

/**
 * @param packet the parsed JSON
 * @example decodePacket({ op: 8, d: { heartbeat_interval: 13750 } }).message // { type: 'hello', … }
 */
export const decodePacket = (packet: unknown): Decoded => {
  const envelope = Envelope.decode(packet);
  if (isLeft(envelope)) return { seq: null, message: { type: 'unreadable', op: null } };
  const { op, d, seq } = envelope.right;
  const read = READERS.get(op);
  return {
    seq: u16.is(seq) ? seq : null,
    message: read === undefined ? null : (read(d) ?? { type: 'unreadable', op }),
  };
};
