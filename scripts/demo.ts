/**
 * `npm run demo`: no bot, no Discord. A node, a voice gateway and a real client library on this machine; a piece goes
 * through the whole path (REST → pipeline → DAVE → UDP → a listener that decrypts and decodes) and is compared with
 * what was sent. Exit code 0 only if it is the same.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeft } from 'fp-ts/lib/Either.js';
import { LoadType, Shoukaku, type Player } from 'shoukaku';
import { loadConfig, type Config } from '../src/config/index.ts';
import { startNode } from '../src/main.ts';
import { createLogs } from '../src/ops/log.ts';
import { writeWav } from '../test/support/sound.ts';
import { trustTestCertificate } from '../test/support/tls.ts';
import { startVoiceGateway } from '../test/support/voice-gateway/index.ts';
import { LoopbackDiscord } from './demo/discord.ts';
import { judge } from './demo/judge.ts';
import { makePiece, pieceMs } from './demo/piece.ts';
import { Screen } from './demo/screen.ts';

const PASSWORD = 'demo';
const OUT = 'demo.wav';
const DRAW_MS = 250;
const place = {
  guildId: '817327181659111454',
  channelId: '817327181659111455',
  userId: '170939974227591168',
};
const LISTENER_ID = '170939974227591169';

const demoConfig = (): Config => {
  const argv = [
    '--server.port=0',
    '--server.address=127.0.0.1',
    `--lavalink.server.password=${PASSWORD}`,
    '--lavalink.server.sources.local=true',
  ];
  const loaded = loadConfig({ argv, env: {}, cwd: '/', readFile: () => null });
  if (isLeft(loaded)) throw new Error(loaded.left.problems.map(({ message }) => message).join('\n'));
  return loaded.right.config;
};

const connected = (client: Shoukaku): Promise<unknown> =>
  new Promise((resolve, reject) => {
    client.once('ready', resolve);
    client.once('error', (_name, error) => reject(error));
  });

const ended = (player: Player): Promise<string> =>
  new Promise((resolve, reject) => {
    player.once('end', ({ reason }) => resolve(reason));
    player.once('exception', ({ exception }) => reject(new Error(exception.message)));
  });

const run = async (folder: string): Promise<readonly string[]> => {
  const screen = new Screen();
  const log = createLogs({ levels: { root: 'WARN' }, format: 'text', file: undefined }).logs('lavalink');
  trustTestCertificate();

  const gateway = await startVoiceGateway({ heartbeatIntervalMs: 500 });
  const node = await startNode({ config: demoConfig(), log, onTick: ({ lateMs }) => screen.tick(lateMs) });
  console.log(node.report);
  const discord = new LoopbackDiscord(place, () => gateway.credentials(place));
  const client = new Shoukaku(discord, [{ name: 'demo', url: `127.0.0.1:${node.port}`, auth: PASSWORD }]);
  // The library also emits an error when the node goes away at the end.
  client.on('error', (_name, error) => log.debug('The client library lost the node', { error }));
  const listener = gateway.addListener(place.guildId, LISTENER_ID);
  try {
    await connected(client);
    const piece = makePiece();
    const file = join(folder, 'piece.wav');
    await writeWav(file, piece);

    const player = await client.joinVoiceChannel({ ...place, shardId: 0 });
    const found = await player.node.rest.resolve(file);
    if (found?.loadType !== LoadType.TRACK)
      throw new Error(`The piece could not be loaded: ${found?.loadType}`);
    await listener.until(() => listener.sharesGroupWith(place.userId));
    console.log('\nPlaying through REST, the pipeline, DAVE and UDP to a listener that decrypts:');

    const end = ended(player);
    await player.playTrack({ track: { encoded: found.data.encoded } });
    const drawing = setInterval(() => {
      const snapshot = node.snapshots()[0];
      screen.draw({
        positionMs: snapshot?.state.positionMs ?? 0,
        lengthMs: pieceMs,
        frames: listener.frames().length,
        pingMs: snapshot?.state.pingMs ?? -1,
      });
    }, DRAW_MS);
    const reason = await end.finally(() => clearInterval(drawing));
    await listener.until(() => listener.frames().at(-1)?.silence === true);
    screen.end();

    const heard = await listener.pcm();
    await writeWav(OUT, heard);
    const wrong = judge(piece, heard, listener.report());
    return reason === 'finished' ? wrong : [...wrong, `the track ended as ${reason}`];
  } finally {
    client.removeNode('demo', 'The demo is over');
    await node.close();
    await gateway.close();
  }
};

const folder = await mkdtemp(join(tmpdir(), 'lavastream-demo-'));
try {
  const wrong = await run(folder);
  if (wrong.length === 0) console.log(`\nWhat arrived is what was sent; hear it in ${OUT}.`);
  else console.log(`\nWhat arrived is NOT what was sent: ${wrong.join('; ')}. Hear it in ${OUT}.`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} catch (error) {
  console.error('\nThe demo broke off:', error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
