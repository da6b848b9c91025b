import { EventEmitter, once } from 'node:events';
import { Poru } from 'poru';
import type { Node, Player } from 'poru';
import { fakeDiscord } from './discord.ts';
import { present } from './types.ts';
import type { Connect } from './types.ts';

export const connectPoru: Connect = async (world) => {
  const discord = fakeDiscord(world, (event) => client.emit('raw', event));
  const client = Object.assign(new EventEmitter(), {
    user: { id: world.userId },
    guilds: { cache: { get: () => ({ shard: { send: discord } }) } },
  });
  const poru = new Poru(
    client,
    [{ name: 'lavastream', host: '127.0.0.1', port: world.port, password: world.password }],
    { library: 'discord.js' },
  );
  let starts = 0;
  poru.on('trackStart', () => void (starts += 1));
  // `nodeConnect` comes before the session has a name, and players need that.
  const named = once(poru, 'raw');
  await poru.init();
  await named;
  const node: Node = present(poru.nodes.get('lavastream'), 'node');
  let player: Player | undefined;
  const playing = (): Player => present(player, 'player');

  return {
    join: async (guildId, voiceChannel) => {
      player = poru.createConnection({ guildId, voiceChannel, textChannel: '1', deaf: true });
    },
    play: async (url) => {
      const { tracks } = await poru.resolve({ query: url, requester: 'me' });
      playing().queue.add(present(tracks[0], 'track'));
      // What was stopped is followed by what is next.
      if (playing().isPlaying) await playing().skip();
      else await playing().play();
    },
    pause: async (isPaused) => void (await playing().pause(isPaused)),
    seek: (positionMs) => playing().seekTo(positionMs),
    setVolume: async (volume) => void (await playing().setVolume(volume)),
    setPitch: async (pitch) => {
      if (pitch !== null) return void (await playing().filters.setTimescale({ pitch }));
      // This sends the old ones once more, and those it put in their place only the next time.
      await playing().filters.clearFilters();
      await playing().filters.updateFilters();
    },
    starts: () => starts,
    untilOver: () => once(poru, 'queueEnd'),
    leave: async () => void (await playing().destroy()),
    close: () => node.disconnect(),
  };
};
