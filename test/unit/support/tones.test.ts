import { execFileSync } from 'node:child_process';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { describe, expect, it } from 'vitest';
import { peakHz } from '../../support/sound.ts';
import { toneFile, toneFormats, tonePackets } from '../../support/tones.ts';

/** What ffmpeg hears in one channel of a file, 48 kHz. */
const decode = (path: string, channel: 0 | 1): Float32Array => {
  const args = ['-loglevel', 'error', '-i', path, '-af', `pan=mono|c0=c${channel}`, '-ar', '48000'];
  const bytes = execFileSync(ffmpeg.path, [...args, '-f', 'f32le', '-'], { maxBuffer: 1 << 24 });
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

describe('tone files', () => {
  it.each(toneFormats)('%s has a tone of its own in each channel', async (format) => {
    const path = await toneFile({ format, hz: [300, 700], seconds: 1 });
    expect(await toneFile({ format, hz: [300, 700], seconds: 1 })).toBe(path);
    expect(Math.round(peakHz(decode(path, 0)))).toBe(300);
    expect(Math.round(peakHz(decode(path, 1)))).toBe(700);
  });

  it('come as Opus packets of 20 ms, too', async () => {
    const packets = await tonePackets({ seconds: 1 });
    expect(packets.length).toBeGreaterThanOrEqual(50);
    for (const packet of packets) expect(packet.readUInt8(0) >> 3).toBe(31); // CELT, fullband, 20 ms (RFC 6716 §3.1)
  });

  it('say why one cannot be made', async () => {
    await expect(toneFile({ format: 'mp3', extra: ['-no_such_option', '1'] })).rejects.toThrow(
      'no_such_option',
    );
  });
});
