import fc from 'fast-check';
import { right } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { fakeCipher, fakeDave } from '../../../marbles/voice/fakes.ts';
import { silentLog } from '../../../marbles/support.ts';
import { SILENCE_FRAME } from '../../../streams/ports.ts';
import { RtpSink } from '../../../streams/voice/sink.ts';

const make = (random = 0, cipher = fakeCipher()) => {
  const sent: Uint8Array[] = [];
  const spoken: boolean[] = [];
  const warned: string[] = [];
  const sink = new RtpSink({
    ssrc: 0xdeadbeef,
    cipher,
    random: () => random,
    send: (datagram) => void sent.push(datagram.slice()),
    speaking: (on) => void spoken.push(on),
    log: { ...silentLog, warn: (message) => void warned.push(message) },
  });
  return { sink, sent, spoken, warned };
};

const header = (packet: Uint8Array) => {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  return {
    version: view.getUint8(0),
    type: view.getUint8(1),
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
  };
};

describe('the packet sink', () => {
  it('makes RTP packets whose sequence and timestamp wrap', () => {
    const { sink, sent } = make(1 - 2 ** -33);
    for (let i = 0; i < 3; i += 1) sink.seal(Uint8Array.of(1, 2, 3));
    sink.flush();
    expect(sent.map(header)).toEqual([
      { version: 0x80, type: 0x78, sequence: 0xffff, timestamp: 0xffffffff, ssrc: 0xdeadbeef },
      { version: 0x80, type: 0x78, sequence: 0, timestamp: 959, ssrc: 0xdeadbeef },
      { version: 0x80, type: 0x78, sequence: 1, timestamp: 1919, ssrc: 0xdeadbeef },
    ]);
    expect([...(sent[0] ?? [])].slice(12, 15)).toEqual([1, 2, 3]);
    expect(sent[0]).toHaveLength(12 + 3 + 20);
  });

  it('loses and reorders nothing, whatever is sealed between two flushes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 }), (bursts) => {
        const { sink, sent } = make();
        let n = 0;
        for (const burst of bursts) {
          for (let i = 0; i < burst; i += 1) sink.seal(Uint8Array.of((n += 1) & 0xff));
          sink.flush();
        }
        expect(sent.map((packet) => packet[12])).toEqual(Array.from({ length: n }, (_, i) => (i + 1) & 0xff));
        expect(sent.map((packet) => header(packet).sequence)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it('encrypts with DAVE from its first group on, but never silence', () => {
    const { sink, sent } = make();
    const made = fakeDave().session(1, '1', '2');
    const dave = made._tag === 'Right' ? made.right : null;
    sink.encryptWith(dave);
    sink.seal(Uint8Array.of(5, 5));
    dave?.commit(Uint8Array.of(1));
    sink.seal(Uint8Array.of(6, 6));
    sink.seal(Uint8Array.from(SILENCE_FRAME));
    sink.encryptWith(null);
    sink.seal(Uint8Array.of(7, 7));
    sink.flush();
    const bodies = sent.map((packet) => [...packet.subarray(12, packet.length - 20)]);
    expect(bodies).toEqual([[5, 5], [1, 1, 6, 6], [...SILENCE_FRAME], [7, 7]]);
  });

  it('leaves out what cannot be encrypted, and its time passes', () => {
    const { sink, sent, warned } = make();
    const nothing = () => right(null);
    sink.encryptWith({
      ready: true,
      epoch: 1,
      privacyCode: null,
      keyPackage: () => right(new Uint8Array()),
      externalSender: nothing,
      proposals: nothing,
      commit: nothing,
      welcome: nothing,
      free: () => undefined,
      encrypt: (frame: Uint8Array) => (frame[0] === 0 ? null : frame),
    });
    for (const first of [1, 0, 0, 2]) sink.seal(Uint8Array.of(first));
    sink.seal(new Uint8Array(4000).fill(1));
    sink.seal(Uint8Array.of(3));
    sink.flush();
    expect(sent.map(header).map(({ sequence, timestamp }) => [sequence, timestamp])).toEqual([
      [0, 0],
      [1, 3 * 960],
      [2, 5 * 960],
    ]);
    expect(warned).toHaveLength(1);
  });

  it('takes a new key without a seam', () => {
    const { sink, sent } = make();
    sink.seal(Uint8Array.of(1));
    sink.rekey(fakeCipher());
    sink.seal(Uint8Array.of(2));
    sink.flush();
    expect(sent.map((packet) => packet.at(-1))).toEqual([1, 1]);
    expect(sent.map((packet) => header(packet).sequence)).toEqual([0, 1]);
  });

  it('announces speech before the first packet, and is silent once closed', () => {
    const { sink, sent, spoken } = make();
    sink.speaking(false);
    sink.seal(Uint8Array.of(1));
    sink.speaking(true);
    expect(spoken).toEqual([true]);
    sink.speaking(false);
    sink.speaking(false);
    expect(spoken).toEqual([true, false]);
    sink.close();
    sink.seal(Uint8Array.of(2));
    sink.flush();
    sink.speaking(true);
    expect(sent).toEqual([]);
    expect(spoken).toEqual([true, false]);
  });
});
