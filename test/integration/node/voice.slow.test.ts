/** Voice servers on slow lines. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toneFile } from '../../support/tones.ts';
import { Op } from '../../support/voice-gateway/index.ts';
import { accidents, type Accident } from './accident.ts';
import type { Room } from './room.ts';

vi.setConfig({ maxConcurrency: 12, testTimeout: 60_000 });

let song: string;
let accident: Accident;
let close: () => Promise<void>;
beforeAll(async () => {
  song = await toneFile({ format: 'webm-opus', hz: 440, seconds: 60 });
  ({ accident, close } = await accidents());
});
afterAll(() => close());

/** It sings, from its first note on nothing was lost or unreadable, and the client heard of nothing. */
const unheard = async (room: Room): Promise<void> => {
  await room.play(song);
  await room.hears(50);
  room.isWhole();
  expect(room.events).toEqual(['TrackStart']);
};

describe.concurrent('slow lines', () => {
  it('a line of two seconds: nobody takes it for dead', () =>
    accident({ heartbeatIntervalMs: 1_000, misbehaviour: { latencyMs: 2_000 } }, async (room) => {
      await room.joined();
      const session = await room.session();
      const before = session.journal.from(Op.Heartbeat).length;
      await session.journal.untilFrom(Op.Heartbeat, before + 3);
      expect(session.journal.from(Op.Resume)).toEqual([]);
      await unheard(room);
    }));

  it('slow TCP: it takes its time, and works', () =>
    accident({ misbehaviour: { slowTcpBytes: 100 } }, async (room) => {
      await room.joined();
      await unheard(room);
    }));
});
