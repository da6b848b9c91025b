/** HLS from a web server to a listener: a complete list behind a redirect, and a live one that grows while it plays. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gaps, peakHz, slice, soundSpan } from '../../support/sound.ts';
import { hlsSite } from '../../unit/containers/hls.support.ts';
import { startRig, type Rig } from './rig.ts';

const SECONDS = 8;
/** Another note in each second. */
const noteAt = (second: number): number => 300 + 60 * second;
const NOTES = [
  '-f',
  'lavfi',
  '-i',
  `aevalsrc=0.5*sin(2*PI*(300+60*floor(t))*t)|0.5*sin(2*PI*(300+60*floor(t))*t):s=48000:d=${SECONDS}`,
];
const site = hlsSite(NOTES, ['-c:a', 'aac', '-b:a', '128k', '-hls_time', '1']);
const list = Buffer.from(site.get('list.m3u8') ?? []).toString();

/** The list when `count` segments of it are there. */
const listOf = (count: number): string => {
  const [head = '', ...segments] = list.split('#EXTINF');
  const rest = segments.slice(0, count).map((segment) => `#EXTINF${segment}`);
  return (
    [head, ...rest].join('').replace('#EXT-X-ENDLIST\n', '') + (count >= SECONDS ? '#EXT-X-ENDLIST\n' : '')
  );
};

const serve = async () => {
  const master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=128000,CODECS="mp4a.40.2"\nsound/list.m3u8\n';
  let lives = 0;
  const answer: RequestListener = ({ url = '' }, response) => {
    const send = (body: string | Uint8Array): void => void response.writeHead(200).end(body);
    if (url === '/go') return void response.writeHead(302, { location: '/there/master.m3u8' }).end();
    if (url === '/there/master.m3u8') return send(master);
    if (url === '/live/list.m3u8') return send(listOf(5 + lives++));
    const bytes = site.get(url.replace(/^\/(?:there\/sound|live)\//, ''));
    if (bytes === undefined) return void response.writeHead(404).end();
    send(bytes);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

describe('HLS', () => {
  let rig: Rig;
  let web: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    rig = await startRig();
    web = await serve();
  });
  afterAll(async () => {
    web.close();
    await rig.close();
  });

  const hear = async (guildId: string, path: string, more: object = {}) => {
    const bot = await rig.bot();
    const listener = rig.gateway.addListener(guildId, '300');
    await rig.join(bot, guildId);
    const { data } = await bot.load(web.url + path);
    await bot.patch(guildId, { track: { encoded: data.encoded }, ...more });
    expect((await bot.event('TrackEndEvent', guildId))['reason']).toBe('finished');
    await listener.until((one) => one.frames().at(-1)?.silence === true);
    expect(listener.report().missing).toEqual([]);
    const pcm = await listener.pcm();
    const span = soundSpan(pcm, -40);
    if (span === null) throw new Error('silence');
    return { info: data.info, sound: slice(pcm, span.startMs, span.startMs + span.durationMs), span };
  };

  const expectNotes = (heard: Awaited<ReturnType<typeof hear>>, first: number, firstMs: number): void => {
    expect(gaps(heard.sound, 10, -40)).toEqual([]);
    for (let second = first, at = firstMs; second < SECONDS; second += 1, at += 1000) {
      for (const from of [at + 60, at + 540]) {
        const hz = peakHz(slice(heard.sound, Math.max(0, from), from + 400).left);
        expect(Math.abs(hz - noteAt(second)), `second ${second}`).toBeLessThan(4);
      }
    }
  };

  it.concurrent('a complete list: its true length, every note, from a place within 50 ms', async () => {
    const heard = await hear('501', '/go', { position: 3400 });
    expect(heard.info).toMatchObject({
      isStream: false,
      isSeekable: true,
      uri: `${web.url}/there/master.m3u8`,
    });
    expect(Math.abs(Number(heard.info['length']) - SECONDS * 1000)).toBeLessThan(60);
    expect(Math.abs(heard.span.durationMs - (SECONDS * 1000 - 3400))).toBeLessThan(100);
    expectNotes(heard, 4, 600);
  });

  it.concurrent(
    'a live list that grows: from three segments before its end, without a gap, to its end',
    async () => {
      const heard = await hear('502', '/live/list.m3u8');
      expect(heard.info).toMatchObject({ isStream: true, isSeekable: false, length: 9223372036854775807 });
      expectNotes(heard, Math.round(SECONDS - heard.span.durationMs / 1000), 0);
      expect(heard.span.durationMs).toBeGreaterThan(3500);
    },
  );

  it('leaves nothing open', () => {
    expect(rig.node.liveSources()).toBe(0);
  });
});
