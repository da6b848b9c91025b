import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBinary, encodeBinary } from '../../../src/voice/gateway/binary.ts';
import { decodePacket } from '../../../src/voice/gateway/server.codec.ts';

const key = Array.from({ length: 32 }, (_, i) => i);
const ready = { ssrc: 1, ip: '10.0.0.1', port: 50000, modes: ['a'], experiments: [], heartbeat_interval: 1 };

const good: readonly (readonly [number, unknown, object])[] = [
  [2, ready, { type: 'ready', ssrc: 1, ip: '10.0.0.1', port: 50000, modes: ['a'] }],
  [3, null, { type: 'heartbeatRequest' }],
  [
    4,
    { mode: 'm', secret_key: key, dave_protocol_version: 1, audio_codec: 'opus' },
    { type: 'sessionDescription', mode: 'm', secretKey: Uint8Array.from(key), daveVersion: 1 },
  ],
  [
    4,
    { mode: 'm', secret_key: key },
    { type: 'sessionDescription', mode: 'm', secretKey: Uint8Array.from(key), daveVersion: 0 },
  ],
  [6, { t: 5 }, { type: 'heartbeatAck', nonce: 5 }],
  [8, { v: 8, heartbeat_interval: 13750 }, { type: 'hello', heartbeatIntervalMs: 13750 }],
  [9, null, { type: 'resumed' }],
  [11, { user_ids: ['1', '2'] }, { type: 'clientsConnect', userIds: ['1', '2'] }],
  [13, { user_id: '1' }, { type: 'clientDisconnect', userId: '1' }],
  [21, { transition_id: 3, protocol_version: 0 }, { type: 'prepareTransition', transitionId: 3, version: 0 }],
  [22, { transition_id: 3 }, { type: 'executeTransition', transitionId: 3 }],
  [24, { epoch: 1, protocol_version: 1 }, { type: 'prepareEpoch', epoch: 1, version: 1 }],
];

const bad: readonly (readonly [number, unknown])[] = [
  [2, null],
  [2, { ...ready, ip: 'not.an.address' }],
  [2, { ...ready, port: 0 }],
  [2, { ...ready, ssrc: 2 ** 32 }],
  [2, { ...ready, modes: 'a' }],
  [4, { mode: 'm', secret_key: key.slice(1) }],
  [4, { mode: 'm', secret_key: key.map(() => 256) }],
  [4, { mode: 'm', secret_key: 'AAAA' }],
  [6, {}],
  [8, { heartbeat_interval: 0 }],
  [8, { heartbeat_interval: -5 }],
  [8, { heartbeat_interval: 'soon' }],
  [8, {}],
  [11, { user_ids: ['nobody'] }],
  [13, {}],
  [21, { transition_id: 70000, protocol_version: 0 }],
  [22, null],
  [24, { epoch: '1', protocol_version: 1 }],
];

describe('text frames of the gateway', () => {
  it.each(good)('op %d is read', (op, d, message) =>
    expect(decodePacket({ op, d })).toEqual({ seq: null, message }),
  );

  it.each(bad)('op %d that is wrong becomes a value', (op, d) =>
    expect(decodePacket({ op, d, seq: 4 })).toEqual({ seq: 4, message: { type: 'unreadable', op } }),
  );

  it('passes over what does not concern us, but counts it', () => {
    expect(decodePacket({ op: 18, d: { user_id: '1', flags: 0 }, seq: 65535 })).toEqual({
      seq: 65535,
      message: null,
    });
    expect(decodePacket({ op: 9, d: null, seq: 0 }).seq).toBe(0);
    expect(decodePacket({ op: 9, d: null, seq: 'x' }).seq).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 31 }), (d, op) => {
        decodePacket(d);
        const { message } = decodePacket({ op, d });
        expect(message === null || typeof message.type === 'string').toBe(true);
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});

describe('binary frames of the gateway', () => {
  it.each([
    [25, { type: 'externalSender', bytes: Uint8Array.of(1, 2, 3) }],
    [27, { type: 'proposals', bytes: Uint8Array.of(1, 2, 3) }],
    [29, { type: 'commit', transitionId: 0x102, bytes: Uint8Array.of(3) }],
    [30, { type: 'welcome', transitionId: 0x102, bytes: Uint8Array.of(3) }],
    [77, null],
  ])('op %d is read', (op, message) =>
    expect(decodeBinary(op, 9, Uint8Array.of(1, 2, 3))).toEqual({ seq: 9, message }),
  );

  it.each([29, 30])('op %d without a transition id becomes a value', (op) =>
    expect(decodeBinary(op, 9, Uint8Array.of(1))).toEqual({ seq: 9, message: { type: 'unreadable', op } }),
  );

  it('are written as op and payload', () => {
    expect(encodeBinary(26, Uint8Array.of(1, 2))).toEqual(Uint8Array.of(26, 1, 2));
  });
});
