import { describe, expect, it } from 'vitest';
import { buildInfo } from '../../../src/ops/build.info.ts';
import { asksForVersion, versionText } from '../../../src/ops/version.text.ts';

describe('--version', () => {
  it.each([
    [['--version'], true],
    [['-V', '--server.port=1'], true],
    [['--server.port=1', '--version'], false],
    [['--version=1'], false],
    [[], false],
  ])('%j: %s', (argv, expected) => expect(asksForVersion(argv)).toBe(expected));

  it('tells what the build knows', () => {
    const git = { branch: 'main', commit: 'abc1234-dirty', commitTimeMs: Date.UTC(2026, 0, 2, 3, 4, 5) };
    const text = versionText('1.2.3', { ...buildInfo(), buildTimeMs: Date.UTC(2026, 1, 1), git });
    expect(text).toBe(
      [
        'Version:      Lavastream 1.2.3 (Lavalink 4.2.2)',
        'Build time:   2026-02-01 00:00:00 UTC',
        'Branch:       main',
        'Commit:       abc1234-dirty',
        'Commit time:  2026-01-02 03:04:05 UTC',
        `Runtime:      Node.js ${process.versions.node}`,
        '',
      ].join('\n'),
    );
    expect(versionText('1.2.3', buildInfo())).toMatch(
      /^Build time: +unknown\nBranch: +unknown\nCommit: +unknown$/m,
    );
  });
});
