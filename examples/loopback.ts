/**
 * Runs examples/embedding.ts with nothing but this machine: a stand-in for discord.js, and the voice gateway of the
 * tests with a listener who decrypts what he hears. Exit code 0 only if he heard the whole tone.
 */
import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPorts, localSource } from 'lavastream/adapters';
import { Subject, tap, type Observable } from 'rxjs';
import type { Command, PlayerEvent } from 'lavastream/streams';
import { toneAmplitude, writeWav } from '../test/support/sound.ts';
import { trustTestCertificate } from '../test/support/tls.ts';
import { startVoiceGateway } from '../test/support/voice-gateway/index.ts';
import { play, playerOf } from './embedding.ts';

const place = { guildId: '817327181659111454', userId: '170939974227591168' };
const LISTENER_ID = '170939974227591169';
const TONE_HZ = 440;
const TONE_MS = 1000;

const tone = Float32Array.from(
  { length: TONE_MS * 48 },
  (_, i) => 0.5 * Math.sin((2 * Math.PI * TONE_HZ * i) / 48_000),
);

trustTestCertificate();
const folder = await mkdtemp(join(tmpdir(), 'lavastream-example-'));
const gateway = await startVoiceGateway();
const listener = gateway.addListener(place.guildId, LISTENER_ID);
try {
  const file = join(folder, 'tone.wav');
  await writeWav(file, { left: tone, right: tone });

  const client = { user: { id: place.userId }, ws: new EventEmitter() };
  const ports = createPorts({ log: console, sources: [localSource()] });
  const commands = new Subject<Command>();
  const ended = new Promise<string>((resolve, reject) => {
    const events$: Observable<PlayerEvent> = playerOf(client, place.guildId, commands, ports).pipe(
      tap((event) => console.log(event.type)),
    );
    events$.subscribe({
      next: (event) => {
        if (event.type === 'trackEnd') resolve(event.reason);
        if (event.type === 'trackException') reject(new Error(event.failure.cause));
      },
    });
  });

  // The bot joins: Discord tells it twice.
  const { token, endpoint, sessionId, channelId } = gateway.credentials(place);
  client.ws.emit('VOICE_STATE_UPDATE', {
    guild_id: place.guildId,
    channel_id: channelId,
    user_id: place.userId,
    session_id: sessionId,
  });
  client.ws.emit('VOICE_SERVER_UPDATE', { guild_id: place.guildId, token, endpoint });
  await listener.until(() => listener.sharesGroupWith(place.userId));

  commands.next(await play(ports, file));
  const reason = await ended;
  commands.next({ type: 'destroy' });
  await listener.until(() => listener.frames().at(-1)?.silence === true);

  const { frames, missing, undecryptable } = listener.report();
  const heard = await listener.pcm();
  const amplitude = toneAmplitude(heard.left.subarray(0, tone.length), TONE_HZ);
  console.log(
    `${reason}; the listener heard ${frames} frames, ${missing.length} missing, the tone at ${amplitude}`,
  );
  const isWhole = frames >= TONE_MS / 20 && missing.length === 0 && undecryptable === 0;
  if (reason !== 'finished' || !isWhole || amplitude < 0.4) process.exitCode = 1;
} finally {
  await gateway.close();
  await rm(folder, { recursive: true, force: true });
}
