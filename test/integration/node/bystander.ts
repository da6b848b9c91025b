/** A guild that plays all the while: whatever happens to others must not be heard in it. */
import { expect } from 'vitest';
import { toneFile } from '../../support/tones.ts';
import { joinedRoom, type Room } from './room.ts';
import type { Rig } from './rig.ts';

const SECONDS = 240;

export class Bystander {
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Half a second more was heard; and from the beginning until now no packet was lost and there was no silence. */
  async isUnharmed(): Promise<void> {
    await this.#room.hears(25);
    expect(this.#room.listener.report()).toMatchObject({
      missing: [],
      duplicates: 0,
      silence: 0,
      plain: 0,
      undecryptable: 0,
      undecryptableInTransition: 0,
      timestampSteps: [],
    });
    expect(this.#room.events).toEqual(['TrackStart']);
  }
}

export const startBystander = async (rig: Rig): Promise<Bystander> => {
  const path = await toneFile({ format: 'webm-opus', hz: 330, seconds: SECONDS });
  const room = await joinedRoom(rig);
  await room.play(path);
  await room.hears(5);
  return new Bystander(room);
};
