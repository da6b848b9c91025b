/** Runs things that go wrong, each in a guild and a voice gateway of its own, beside a bystander's song. */
import { expect } from 'vitest';
import { startVoiceGateway, type GatewayOptions } from '../../support/voice-gateway/index.ts';
import { startBystander } from './bystander.ts';
import { openRoom, type Room } from './room.ts';
import { startRig } from './rig.ts';

export type Accident = (options: GatewayOptions, run: (room: Room) => Promise<void>) => Promise<void>;

export interface Accidents {
  /** Afterwards the node answers, the guild can be left, and the bystander is unharmed. */
  readonly accident: Accident;
  readonly close: () => Promise<void>;
}

export const accidents = async (): Promise<Accidents> => {
  // Fewer and sooner than by default: how many, and how far apart, is drawn in the marbles.
  const rig = await startRig(
    {},
    '--lavalink.server.voice.backoff.initialMs=50',
    '--lavalink.server.voice.backoff.attempts=3',
  );
  const bystander = await startBystander(rig);
  const accident: Accident = async (options, run) => {
    const gateway = await startVoiceGateway(options);
    try {
      const room = await openRoom(rig, { gateway });
      await run(room);
      expect(await room.bot.rest('GET', '/v4/stats')).toMatchObject({ status: 200 });
      expect(await room.destroy()).toMatchObject({ status: 204 });
      await bystander.isUnharmed();
    } finally {
      await gateway.close();
    }
  };
  return { accident, close: () => rig.close() };
};

/** What the client is told of a connection that does not come back. */
export const isTold = async (room: Room, event: object): Promise<void> => {
  expect(await room.event('WebSocketClosedEvent', 1, 50_000)).toMatchObject(event);
  await room.update(({ connected }) => !connected);
  expect(await room.player()).toMatchObject({ state: { connected: false } });
};
