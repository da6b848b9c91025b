/** A radio that tells what it plays, and clients that want to hear of it or do not. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { peakHz, slice, soundSpan } from '../../support/sound.ts';
import { toneFile } from '../../support/tones.ts';
import { startRig, type Rig } from './rig.ts';

const GUILD = '4711';
const INTERVAL = 4000;

const block = (text: string): Buffer => {
  const units = Math.ceil(text.length / 16);
  return Buffer.concat([Buffer.of(units), Buffer.from(text.padEnd(units * 16, '\0'), 'latin1')]);
};

/** Where it waits for `goOn`: the first title is out by then, and a second of sound. */
const HELD_AT = 4 * INTERVAL;

/** Sends a song, with titles for whoever asks, and ends. */
const radio = async (song: Buffer) => {
  const asked: string[] = [];
  const hold = Promise.withResolvers<void>();
  const answer: (...args: Parameters<RequestListener>) => Promise<void> = async (request, response) => {
    const asks = request.headers['icy-metadata'];
    asked.push(String(asks));
    response.writeHead(200, {
      'content-type': 'audio/mpeg',
      'icy-name': 'Test FM',
      ...(asks === '1' ? { 'icy-metaint': INTERVAL } : {}),
    });
    for (let at = 0; at < song.length; at += INTERVAL) {
      if (asks === '1' && at === HELD_AT) await hold.promise;
      const piece = song.subarray(at, at + INTERVAL);
      response.write(piece);
      if (asks !== '1' || piece.length < INTERVAL) continue;
      const number = Math.floor(at / INTERVAL / 4);
      response.write(at % (4 * INTERVAL) === 0 ? block(`StreamTitle='Song ${number}';`) : Buffer.of(0));
    }
    response.end();
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `icy://127.0.0.1:${port}/`,
    asked,
    goOn: () => hold.resolve(),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

describe.each([
  { name: 'by default', config: [], hears: false },
  { name: 'with httpIcyEvents', config: ['--lavalink.server.sources.httpIcyEvents=true'], hears: true },
])('$name', ({ config, hears }) => {
  let rig: Rig;
  let station: Awaited<ReturnType<typeof radio>>;
  beforeEach(async () => {
    rig = await startRig({}, ...config);
    station = await radio(
      readFileSync(await toneFile({ format: 'mp3', hz: 440, seconds: 3, extra: ['-write_xing', '0'] })),
    );
  });
  afterEach(async () => {
    station.close();
    await rig.close();
  });

  it(`clients ${hears ? 'hear of titles' : 'hear nothing of titles'}, and the sound is clean`, async () => {
    const bot = await rig.bot();
    const listener = rig.gateway.addListener(GUILD, '300');
    await rig.join(bot, GUILD);
    const { data } = await bot.load(station.url);
    expect(data.info).toMatchObject({ isStream: true, author: 'Test FM' });
    await bot.patch(GUILD, { track: { encoded: data.encoded } });
    await bot.event(hears ? 'IcyMetadataEvent' : 'TrackStartEvent', GUILD);
    station.goOn();
    expect((await bot.event('TrackEndEvent', GUILD))['reason']).toBe('finished');
    await listener.until((one) => one.frames().at(-1)?.silence === true);

    // Only who plays asks.
    expect(station.asked).toEqual(['undefined', '1']);
    const told = bot.messages.filter(({ type }) => type === 'IcyMetadataEvent');
    const titles = ['Song 0', 'Song 1', 'Song 2'].map((title) => ({
      op: 'event',
      type: 'IcyMetadataEvent',
      guildId: GUILD,
      title,
      raw: `StreamTitle='${title}';`,
    }));
    expect(told.map(({ atMs: _, ...message }) => message)).toEqual(hears ? titles : []);

    const pcm = await listener.pcm();
    const span = soundSpan(pcm, -40);
    expect(Math.abs((span?.durationMs ?? 0) - 3000)).toBeLessThan(100);
    const middle = slice(pcm, (span?.startMs ?? 0) + 200, (span?.startMs ?? 0) + 2800);
    expect(peakHz(middle.left)).toBeCloseTo(440, 0);
  });
});
