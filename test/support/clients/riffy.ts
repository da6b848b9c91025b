import { once } from 'node:events';
import { Riffy } from 'riffy';
import type { Node, Player } from 'riffy';
import { fakeDiscord } from './discord.ts';
import { present } from './types.ts';
import type { Connect } from './types.ts';

/** Its calls begin requests and do not wait for them. */
export const connectRiffy: Connect = async (world) => {
  const riffy: Riffy = new Riffy(
    {},
    [{ name: 'lavastream', host: '127.0.0.1', port: world.port, password: world.password, secure: false }],
    {
      restVersion: 'v4',
      reconnectTimeout: 1,
      bypassChecks: { nodeFetchInfo: false },
      send: fakeDiscord(world, (event) => riffy.updateVoiceState(event)),
    },
  );
  let starts = 0;
  riffy.on('trackStart', () => void (starts += 1));
  const connected = once(riffy, 'nodeConnect');
  riffy.init(world.userId);
  const [node] = (await connected) as [Node];
  let player: Player | undefined;
  const playing = (): Player => present(player, 'player');

  return {
    join: async (guildId, voiceChannel) => {
      player = riffy.createConnection({ guildId, voiceChannel, textChannel: '1', deaf: true });
    },
    play: async (url) => {
      const { tracks } = await riffy.resolve({ query: url, requester: 'me' });
      playing().queue.add(present(tracks[0], 'track'));
      // What was stopped is followed by what is next.
      if (playing().playing) playing().stop();
      else await playing().play();
    },
    pause: async (isPaused) => {
      playing().pause(isPaused);
      playing().playing = true;
    },
    seek: async (positionMs) => playing().seek(positionMs),
    setVolume: async (volume) => void playing().setVolume(volume),
    setPitch: async (pitch) => {
      if (pitch === null) playing().filters.clearFilters();
      else playing().filters.setTimescale(true, { pitch, speed: 1, rate: 1 });
    },
    starts: () => starts,
    untilOver: () => once(riffy, 'queueEnd'),
    comesBack: async () => {
      const again = once(riffy, 'nodeConnect');
      (Reflect.get(node, 'ws') as unknown as { terminate(): void }).terminate();
      await again;
    },
    leave: async () => playing().destroy(),
    close: async () => node.destroy(),
  };
};
