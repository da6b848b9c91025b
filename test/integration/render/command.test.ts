/** What is said on the command line, and with which exit code it ends. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { at, readFloats, run, sine, sound, soundFile } from './support.ts';

const input = soundFile('input.wav', sound(1, sine(440)));
const output = at('output.wav');

describe('wrong arguments: exit code 2, the argument is named, nothing is written', () => {
  it.each([
    [[], /^Usage: lavastream render INPUT/],
    [['-o', output], /INPUT/],
    [[input], /-o OUT/],
    [[input, 'two', '-o', output], /one INPUT, got 2/],
    [[input, '-o', at('out.mp3')], /--output: .*\.wav or \.opus/],
    [[input, '-o', output, '--loud'], /--loud/],
    [[input, '-o', output, '--volume', '1001'], /--volume: .*0 to 1000, got "1001"/],
    [[input, '-o', output, '--volume', 'loud'], /--volume/],
    [[input, '-o', output, '--start', '-5'], /--start/],
    [[input, '-o', output, '--start=1s'], /--start: .*got "1s"/],
    [[input, '-o', output, '--start', '500', '--end', '500'], /--end: .*500/],
    [[input, '-o', output, '--format', 's24'], /--format: expected f32 or s16/],
    [[input, '-o', at('out.opus'), '--format', 's16'], /--format: .*\.wav only/],
    [[input, '-o', output, '--filters', '{'], /--filters: no JSON/],
    [[input, '-o', output, '--filters', '[]'], /--filters: expected an object/],
    [
      [input, '-o', output, '--filters', '{"tremolo":{"depth":"deep"}}'],
      /--filters: tremolo\.depth: .*"deep"/,
    ],
    [
      [input, '-o', output, '--filters', '{"tremolo":{"depth":2}}'],
      /--filters: tremolo\.depth must be from 0 to 1/,
    ],
    [[input, '-o', output, '--filters', '{"timescale":{"speed":0}}'], /--filters: timescale.speed/],
    [[input, '-o', input], /is the input/],
    [[input, '-o', output, '--lavalink.server.resamplingQuality=BEST'], /resamplingQuality/],
  ] as const)('%j', async (args, reason) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(reason);
    expect(out).toBe('');
    expect(existsSync(output)).toBe(false);
  });
});

describe('an input that cannot be read: exit code 1, and nothing is written', () => {
  writeFileSync(at('noise.mp3'), 'this is no sound');

  it.each([
    [at('absent.wav'), /nothing to play at .*absent\.wav/],
    [at('noise.mp3'), /Unknown file format/],
    ['http://127.0.0.1:1/song.mp3', /Connecting/],
  ])('%s', async (name, reason) => {
    const kept = at('kept.wav');
    writeFileSync(kept, 'before');
    const { code, err } = await run([name, '-o', kept]);
    expect(code).toBe(1);
    expect(err).toMatch(reason);
    expect(readFileSync(kept, 'utf8')).toBe('before');
  });

  it('a start beyond the end leaves no empty file', async () => {
    const { code, err } = await run([input, '-o', at('late.wav'), '--start', '5000']);
    expect([code, existsSync(at('late.wav'))]).toEqual([1, false]);
    expect(err).toMatch(/no sound .* from 5000 ms on/);
  });

  it('an output that cannot be written says so', async () => {
    const { code, err } = await run([input, '-o', at('no/such/folder.wav')]);
    expect(code).toBe(1);
    expect(err).toMatch(/folder\.wav cannot be written: ENOENT/);
  });

  it('an output that could not be opened is left as it is', async () => {
    mkdirSync(at('folder'));
    symlinkSync(at('folder'), at('link.wav'));
    const { code, err } = await run([input, '-o', at('link.wav')]);
    expect(code).toBe(1);
    expect(err).toMatch(/link\.wav cannot be written: EISDIR/);
    expect(existsSync(at('link.wav'))).toBe(true);
  });
});

describe('what it says', () => {
  it('--help', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: lavastream render INPUT/);
  });

  it('a sentence, or JSON', async () => {
    expect((await run([input, '-o', at('said.wav')])).out).toMatch(
      /said\.wav: 1\.000 s, peak -6\.02 dBFS, in /,
    );
    const { out } = await run([input, '-o', at('said.wav'), '--json']);
    const said: unknown = JSON.parse(out);
    expect(said).toMatchObject({ samples: 48_000, durationMs: 1000, peak: 0.5, isWhole: true });
  });

  it('a filter that does not exist is told, and the rest rendered', async () => {
    const { code, err } = await run([
      input,
      '-o',
      at('slip.wav'),
      '--filters',
      '{"tremlo":{},"pluginFilters":{"eko":{}}}',
    ]);
    expect(code).toBe(0);
    expect(err).toMatch(/there is no filter "tremlo"; the filters are volume, /);
    expect(err).toMatch(/there is no filter "eko"; the filters are echo, /);
  });

  it('Ctrl+C ends the file where it is', async () => {
    const stopped = at('stopped.wav');
    const { code, err } = await run(
      [
        soundFile(
          'minutes.wav',
          sound(60, () => 0.1),
        ),
        '-o',
        stopped,
      ],
      of(null),
    );
    expect([code, existsSync(stopped)]).toEqual([1, false]);
    expect(err).toBe('');
  });

  it('settings of the node count', async () => {
    const tone = soundFile('rate.wav', sound(1, sine(20_000)), ['-ar', '44100', '-c:a', 'pcm_f32le']);
    const low = at('low.wav');
    const high = at('high.wav');
    await run([tone, '-o', low]);
    await run([tone, '-o', high, '--lavalink.server.resamplingQuality=HIGH']);
    const level = (path: string) => Math.hypot(...readFloats(path)[0].subarray(4800, 9600));
    expect(level(low)).toBeLessThan(0.97 * level(high));
  });
});
