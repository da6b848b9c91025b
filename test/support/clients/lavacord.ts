import { once } from 'node:events';
import { Manager, Rest } from 'lavacord';
import type { Player } from 'lavacord';
import { fakeDiscord } from './discord.ts';
import { present } from './types.ts';
import type { Connect } from './types.ts';

const ID = 'lavastream';

export const connectLavacord: Connect = async (world) => {
  const manager: Manager = new Manager(
    [{ id: ID, host: '127.0.0.1', port: world.port, password: world.password }],
    {
      userId: world.userId,
      send: fakeDiscord(world, ({ t, d }) =>
        t === 'VOICE_STATE_UPDATE'
          ? manager.voiceStateUpdate(d as unknown as Parameters<Manager['voiceStateUpdate']>[0])
          : manager.voiceServerUpdate(d),
      ),
    },
  );
  let starts = 0;
  manager.on('playerTrackStart', () => void (starts += 1));
  // `ready` comes before the session has a name, and players need that.
  const named = once(manager, 'raw');
  await manager.connect();
  await named;
  const node = present(manager.nodes.get(ID), 'node');
  let player: Player | undefined;
  let guildId = '';
  const playing = (): Player => present(player, 'player');

  return {
    join: async (guild, channel) => {
      guildId = guild;
      player = await manager.join({ guild, channel, node: ID });
    },
    play: async (url) => {
      const { loadType, data } = await Rest.load(node, url);
      if (loadType !== 'track') throw new Error(`Found ${loadType}`);
      await playing().play((data as { readonly encoded: string }).encoded);
    },
    pause: async (isPaused) => void (await playing().pause(isPaused)),
    seek: async (positionMs) => void (await playing().seek(positionMs)),
    setVolume: async (volume) => void (await playing().setVolume(volume)),
    setPitch: async (pitch) =>
      void (await playing().setFilters(pitch === null ? {} : { timescale: { pitch } })),
    starts: () => starts,
    untilOver: () =>
      new Promise<void>((resolve) => {
        manager.on('playerTrackEnd', (_player: Player, { reason }: { readonly reason: string }) => {
          if (reason === 'finished') resolve();
        });
      }),
    leave: async () => void (await manager.leave(guildId)),
    close: () => manager.disconnect(),
  };
};
