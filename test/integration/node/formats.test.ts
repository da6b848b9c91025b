/** Every format, from a load over HTTP to the sound that a DAVE member hears. */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peakHz, slice, soundSpan } from '../../support/sound.ts';
import { toneFile, type ToneFormat } from '../../support/tones.ts';
import { GCM, XCHACHA } from '../../support/voice-gateway/index.ts';
import { startRig, USER_ID, type Rig } from './rig.ts';

const SECONDS = 2;

/** Serves files by path, with Range as a web server does. */
const fileServer = async (): Promise<{ url: (path: string) => string; close: () => void }> => {
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').slice(1));
    const { size } = statSync(path);
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = Number(range?.[1] ?? 0);
    const to = range?.[2] ? Number(range[2]) : size - 1;
    response.writeHead(range === null ? 200 : 206, {
      'Content-Length': to - from + 1,
      'Accept-Ranges': 'bytes',
      ...(range === null ? {} : { 'Content-Range': `bytes ${from}-${to}/${size}` }),
    });
    createReadStream(path, { start: from, end: to }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}/${encodeURIComponent(path)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

interface Case {
  readonly format: ToneFormat;
  readonly probe: string;
  readonly rate?: number;
  readonly channels?: number;
}

const cases: readonly Case[] = [
  { format: 'mp3', probe: 'mp3', rate: 44_100 },
  { format: 'mp3', probe: 'mp3', rate: 22_050, channels: 1 },
  { format: 'flac', probe: 'flac', rate: 44_100 },
  { format: 'wav', probe: 'wav', rate: 44_100 },
  { format: 'wav-s24', probe: 'wav', rate: 96_000 },
  { format: 'ogg-vorbis', probe: 'ogg', rate: 44_100 },
  { format: 'ogg-opus', probe: 'ogg' },
  { format: 'ogg-opus', probe: 'ogg', channels: 1 },
  { format: 'webm-opus', probe: 'matroska/webm' },
  { format: 'webm-vorbis', probe: 'matroska/webm', rate: 44_100 },
  { format: 'mkv-opus', probe: 'matroska/webm' },
  { format: 'mkv-aac', probe: 'matroska/webm', rate: 44_100 },
  { format: 'm4a', probe: 'mp4', rate: 44_100 },
  { format: 'm4a-faststart', probe: 'mp4', rate: 48_000 },
  { format: 'mp4-fragmented', probe: 'mp4', rate: 44_100 },
  { format: 'adts', probe: 'adts', rate: 44_100 },
  { format: 'mpeg-ts', probe: 'mpegts-adts', rate: 44_100 },
];

describe.each([
  { name: 'DAVE over AES-256-GCM', options: { modes: [GCM] } },
  { name: 'DAVE over XChaCha20', options: { modes: [XCHACHA] } },
  { name: 'no DAVE (stage channel)', options: { daveVersion: 0 as const } },
])('every format is heard: $name', ({ options }) => {
  let rig: Rig;
  let files: Awaited<ReturnType<typeof fileServer>>;
  beforeAll(async () => {
    rig = await startRig(options);
    files = await fileServer();
  });
  afterAll(async () => {
    files.close();
    await rig.close();
  });

  it.concurrent.each(cases)('$format $rate $channels', async ({ format, probe, rate, channels = 2 }) => {
    const guildId = String(
      1000 +
        cases.findIndex(
          (one) => one.format === format && one.rate === rate && (one.channels ?? 2) === channels,
        ),
    );
    const hz = channels === 2 ? ([440, 660] as const) : 440;
    const path = await toneFile({
      format,
      hz,
      seconds: SECONDS,
      channels,
      ...(rate === undefined ? {} : { rate }),
    });
    const bot = await rig.bot();
    const listener = rig.gateway.addListener(guildId, '300');
    await rig.join(bot, guildId);
    const isDave = !('daveVersion' in options);
    if (isDave) await listener.until((one) => one.sharesGroupWith(USER_ID));

    const loaded = await bot.load(files.url(path));
    expect(loaded).toMatchObject({
      loadType: 'track',
      data: { info: { sourceName: 'http', isStream: false }, pluginInfo: { probeInfo: probe } },
    });
    expect(Math.abs(Number(loaded.data.info['length']) - SECONDS * 1000)).toBeLessThan(120);

    const played = await bot.patch(guildId, { track: { encoded: loaded.data.encoded } });
    expect(played.status).toBe(200);
    const end = await bot.event('TrackEndEvent', guildId);
    expect(end['reason']).toBe('finished');
    await listener.until((one) => one.frames().at(-1)?.silence === true);

    const report = listener.report();
    expect(report.missing).toEqual([]);
    expect(report.undecryptable + report.undecryptableInTransition).toBe(0);
    expect(report.timestampSteps).toEqual([]);
    if (isDave) expect(report.plainInGroup).toBe(0);
    const pcm = await listener.pcm();
    const span = soundSpan(pcm, -40);
    expect(span).not.toBeNull();
    if (span === null) return;
    // Lossy encoders pad by up to a few frames.
    expect(Math.abs(span.durationMs - SECONDS * 1000)).toBeLessThan(90);
    const middle = slice(pcm, span.startMs + 300, span.startMs + 1700);
    expect(peakHz(middle.left)).toBeCloseTo(440, 0);
    expect(peakHz(middle.right)).toBeCloseTo(channels === 2 ? 660 : 440, 0);
    await bot.destroy(guildId);
  });
});
