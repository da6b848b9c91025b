/** Parts of the emulator that must notice what is wrong: transport, report, replay, MLS encoding. */
import { randomBytes } from 'node:crypto';
import davey from '@snazzah/davey';
import fc from 'fast-check';
import sodium from 'sodium-native';
import { describe, expect, it } from 'vitest';
import { readCommitWelcome, readKeyPackage } from '../../support/voice-gateway/dave/mls.messages.ts';
import { TlsReader } from '../../support/voice-gateway/dave/tls.reader.ts';
import { vector } from '../../support/voice-gateway/dave/tls.writer.ts';
import type { ReceivedFrame } from '../../support/voice-gateway/frames.ts';
import { MediaReceiver } from '../../support/voice-gateway/media.ts';
import { XCHACHA } from '../../support/voice-gateway/options.ts';
import { Replay } from '../../support/voice-gateway/replay.ts';
import { reportOn } from '../../support/voice-gateway/report.ts';
import { openPacket } from '../../support/voice-gateway/transport.ts';

/** Seals with libsodium: a third implementation beside those of the emulator and of @discordjs/voice. */
const seal = (header: Buffer, body: Buffer, key: Buffer, counter: number): Buffer => {
  const nonce = Buffer.alloc(24);
  nonce.writeUInt32BE(counter);
  const sealed = Buffer.alloc(body.length + sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES);
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, body, header, null, nonce, key);
  return Buffer.concat([header, sealed, nonce.subarray(0, 4)]);
};

const header = (first = 0x80, sequence = 7, ssrc = 99, tail = Buffer.alloc(0)): Buffer => {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt8(first);
  bytes.writeUInt8(120, 1);
  bytes.writeUInt16BE(sequence, 2);
  bytes.writeUInt32BE(960, 4);
  bytes.writeUInt32BE(ssrc, 8);
  return Buffer.concat([bytes, tail]);
};

describe('transport', () => {
  const key = randomBytes(32);
  const opus = Buffer.from('opus packet');

  it('opens what libsodium sealed, with CSRCs, extension and padding', () => {
    expect(openPacket(seal(header(), opus, key, 5), XCHACHA, key)).toEqual({
      sequence: 7,
      timestamp: 960,
      ssrc: 99,
      payload: opus,
      counter: 5,
    });
    const clear = Buffer.concat([Buffer.alloc(4), Buffer.of(0xbe, 0xde, 0, 1)]);
    const body = Buffer.concat([Buffer.alloc(4), opus, Buffer.of(0, 0, 3)]);
    const packet = seal(header(0x80 | 0x20 | 0x10 | 1, 7, 99, clear), body, key, 1);
    expect(openPacket(packet, XCHACHA, key)?.payload).toEqual(opus);
  });

  it('refuses any changed byte', () => {
    const packet = seal(header(), opus, key, 5);
    for (let at = 0; at < packet.length; at += 1) {
      const changed = Buffer.from(packet);
      changed.writeUInt8(changed.readUInt8(at) ^ 0x04, at);
      expect(openPacket(changed, XCHACHA, key)).toBeNull();
    }
  });

  it('counts what the protocol forbids', () => {
    const heard: number[] = [];
    const media = new MediaReceiver(99, ({ sequence }) => heard.push(sequence));
    media.receive(seal(header(), opus, key, 1));
    media.use(XCHACHA, key);
    media.receive(seal(header(), opus, key, 1));
    media.hasSpoken = true;
    media.receive(seal(header(0x80, 8), opus, key, 1));
    media.receive(seal(header(0x80, 9, 98), opus, key, 2));
    media.receive(Buffer.of(0x80, 200, 0, 1));
    media.receive(Buffer.of(1, 2, 3));
    const next = randomBytes(32);
    media.use(XCHACHA, next);
    media.receive(seal(header(0x80, 9), opus, key, 3));
    media.receive(seal(header(0x80, 10), opus, next, 1));
    expect(heard).toEqual([7, 8, 9, 10]);
    expect(media.stats).toEqual({
      packets: 4,
      packetsBeforeSpeaking: 1,
      undecryptable: 1,
      repeatedCounters: 1,
      foreignSsrc: 1,
      rtcp: 1,
      keepalives: 0,
      discoveries: 0,
      other: 1,
    });
  });
});

describe('report', () => {
  const frame = (sequence: number, more: Partial<ReceivedFrame> = {}): ReceivedFrame => ({
    arrivalMs: sequence * 20,
    sequence: sequence & 0xffff,
    timestamp: (sequence * 960) >>> 0,
    opus: Buffer.of(1),
    encrypted: true,
    decryptFailed: false,
    silence: false,
    settled: true,
    ...more,
  });

  it('finds lost, doubled and late packets over the wrap of the numbers', () => {
    const report = reportOn(
      [65_534, 65_535, 65_537, 65_536, 65_540, 65_540].map((at) => frame(at)),
      [],
    );
    expect(report).toMatchObject({
      frames: 6,
      missing: [2, 3],
      duplicates: 1,
      reordered: 1,
      timestampSteps: [],
    });
  });

  it('finds wrong timestamps, and plain or unreadable frames', () => {
    const report = reportOn(
      [
        frame(1),
        frame(2, { timestamp: 1921 }),
        frame(3, { encrypted: false }),
        frame(4, { encrypted: false, settled: false }),
        frame(5, { opus: null, decryptFailed: true }),
        frame(6, { opus: null, decryptFailed: true, settled: false }),
        frame(7, { encrypted: false, silence: true }),
        frame(8, { arrivalMs: 900 }),
      ],
      [{ atMs: 1, speaking: 1 }],
    );
    expect(report).toEqual({
      frames: 8,
      encrypted: 5,
      plain: 2,
      silence: 1,
      missing: [],
      duplicates: 0,
      reordered: 0,
      undecryptable: 1,
      undecryptableInTransition: 1,
      plainInGroup: 1,
      timestampSteps: [
        { sequence: 2, step: 961 },
        { sequence: 3, step: 959 },
      ],
      spacingMs: { p50: 20, p99: 20, max: 20 },
      speaking: [{ atMs: 1, speaking: 1 }],
    });
  });

  it('is empty for nobody', () => {
    expect(reportOn([], [])).toMatchObject({ frames: 0, missing: [], spacingMs: { max: NaN } });
  });
});

describe('replay', () => {
  it('knows what came after a number, until it has forgotten', () => {
    const replay = new Replay(65_535, 3);
    expect(replay.after(-1)).toEqual([]);
    const send = (): unknown => replay.number((sequence) => `#${sequence}`);
    send();
    send();
    expect(replay.after(-1)).toEqual(['#65535', '#0']);
    expect(replay.after(65_535)).toEqual(['#0']);
    expect(replay.after(0)).toEqual([]);
    send();
    send();
    expect(replay.after(65_535)).toBeNull();
    expect(replay.after(-1)).toBeNull();
    expect(replay.after(7)).toBeNull();
  });
});

describe('MLS encoding', () => {
  it('reads the vectors that it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        const reader = new TlsReader(vector(bytes));
        expect(reader.vector()).toEqual(Buffer.from(bytes));
        expect(reader.isAtEnd).toBe(true);
      }),
      { seed: 42, numRuns: 200 },
    );
    expect(vector(Buffer.alloc(37)).subarray(0, 1)).toEqual(Buffer.of(0x25));
    expect(vector(Buffer.alloc(15_293)).subarray(0, 2)).toEqual(Buffer.of(0x7b, 0xbd));
    expect(vector(Buffer.alloc(16_384)).subarray(0, 4)).toEqual(Buffer.of(0x80, 0, 0x40, 0));
  });

  it('reads a key package of davey, and no part of one', () => {
    const bytes = new davey.DAVESession(1, '4294967297', '5').getSerializedKeyPackage();
    expect(readKeyPackage(bytes).userId).toBe('4294967297');
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => readKeyPackage(bytes.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => readKeyPackage(Buffer.concat([bytes, Buffer.of(0)]))).toThrow(RangeError);
  });

  it('answers any garbage with a RangeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => readCommitWelcome(Buffer.from(bytes))).toThrow(RangeError);
        expect(() => readKeyPackage(Buffer.from(bytes))).toThrow(RangeError);
      }),
      { seed: 42, numRuns: 300 },
    );
  });
});
