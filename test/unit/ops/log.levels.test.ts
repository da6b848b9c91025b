import { describe, expect, it } from 'vitest';
import { levelFor, LOGGERS, unusedLevels } from '../../../src/ops/log.levels.ts';

describe('levelFor', () => {
  it.each([
    [{}, 'INFO'],
    [{ root: 'WARN' }, 'WARN'],
    [{ ROOT: 'WARN' }, 'WARN'],
    [{ root: 'WARN', lavalink: 'DEBUG' }, 'DEBUG'],
    [{ 'lavalink.server.io': 'OFF', 'lavalink.server': 'ERROR', lavalink: 'DEBUG' }, 'OFF'],
    [{ 'lavalink.server': 'ERROR', 'lavalink.server.io.RequestLoggingFilter': 'OFF', root: 'WARN' }, 'OFF'],
    // As the environment writes it.
    [{ 'lavalink.server.io.requestloggingfilter': 'OFF', 'lavalink.server': 'ERROR' }, 'OFF'],
    // Only whole words are a prefix.
    [{ lava: 'OFF', 'lavalink.serv': 'OFF', 'lavalink.server.io.RequestLoggingFilter.x': 'OFF' }, 'INFO'],
    [{ lavastream: 'DEBUG' }, 'INFO'],
  ])('%j', (levels, level) => {
    expect(levelFor(LOGGERS.requests, levels)).toBe(level);
  });
});

describe('unusedLevels', () => {
  it('names the levels of loggers that are not there', () => {
    const levels = {
      root: 'INFO',
      lavalink: 'INFO',
      LavaStream: 'INFO',
      'lavalink.server.io.socketcontext': 'INFO',
    };
    expect(unusedLevels(levels)).toEqual([]);
    const [line, ...more] = unusedLevels({ ...levels, 'lavalink.server.io.SessionRestHandler': 'TRACE' });
    expect(line).toMatch(
      /^logging\.level\.lavalink\.server\.io\.SessionRestHandler has no effect: .*lavastream\.voice$/,
    );
    expect(more).toEqual([]);
  });
});
