/** Settings that are lists: `lavalink.server.ratelimit.ipBlocks` stands for all of them. */
import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/index.ts';
import { load, problems, server, yml } from './support.ts';

const KEY = 'lavalink.server.ratelimit.ipBlocks';
const ENV = 'LAVALINK_SERVER_RATELIMIT_IPBLOCKS';
const blocks = (setup: Parameters<typeof server>[0]) => server(setup).ratelimit.ipBlocks;
const env = (variables: Record<string, string>) => ({
  ...yml(''),
  env: { LAVALINK_SERVER_PASSWORD: 'p', ...variables },
});

describe('a list', () => {
  it.each([
    [`${KEY}: [a, b]`, ['a', 'b']],
    [`${KEY}:\n  - "1::/64"\n  - 10.0.0.0/8\n`, ['1::/64', '10.0.0.0/8']],
    [`lavalink:\n  server:\n    ratelimit:\n      ip-blocks: [" a ", "", b]`, ['a', 'b']],
    [`${KEY}: a, b,`, ['a', 'b']],
    [`${KEY}: a`, ['a']],
    [`${KEY}: []`, []],
    [`${KEY}: ""`, []],
    [`${KEY}:`, []],
    ['', []],
  ])('in a file: %j', (text, expected) => {
    expect(blocks(yml(text))).toEqual(expected);
    expect(load(yml(text)).warnings).toEqual([]);
  });

  it.each<[Record<string, string>, readonly string[]]>([
    [{ [ENV]: 'a' }, ['a']],
    [{ [ENV]: 'a,b , c' }, ['a', 'b', 'c']],
    [{ [`${ENV}_0`]: 'a', [`${ENV}_1`]: 'b' }, ['a', 'b']],
    [{ LAVALINK_SERVER_RATELIMIT_IP_BLOCKS_0: 'a' }, ['a']],
    // The environment has no order; ten comes after two.
    [{ [`${ENV}_10`]: 'c', [`${ENV}_2`]: 'b', [`${ENV}_0`]: 'a' }, ['a', 'b', 'c']],
  ])('in the environment: %j', (variables, expected) => {
    expect(blocks(env(variables))).toEqual(expected);
    expect(load(env(variables)).warnings).toEqual([]);
  });

  it('in JSON and in arguments', () => {
    const json = JSON.stringify({ lavalink: { server: { ratelimit: { ipBlocks: ['a', 'b'] } } } });
    expect(blocks(env({ SPRING_APPLICATION_JSON: json }))).toEqual(['a', 'b']);
    expect(blocks({ ...yml(''), argv: [`--${KEY}=a,b`] })).toEqual(['a', 'b']);
    expect(blocks({ ...yml(''), argv: [`--${KEY}[0]=a`, `--${KEY}[1]=b`] })).toEqual(['a', 'b']);
  });

  it('is taken as a whole from the last layer that has it', () => {
    const file = yml(`${KEY}: [one, two, three]`);
    expect(blocks({ ...file, env: { ...file.env, [`${ENV}_0`]: 'zero' } })).toEqual(['zero']);
    expect(blocks({ ...file, argv: [`--${KEY}=a,b`] })).toEqual(['a', 'b']);
    const listed = { ...yml(`${KEY}: one`), argv: [`--${KEY}[0]=zero`] };
    expect(blocks(listed)).toEqual(['zero']);
  });

  it('may hold placeholders', () => {
    expect(
      blocks({ ...env({ BLOCK: '1::/64' }), files: { 'application.yml': `${KEY}: ["\${BLOCK}"]` } }),
    ).toEqual(['1::/64']);
  });

  it('holds no blocks', () => {
    expect(problems(yml(`${KEY}:\n  - a: b`))[0]).toContain(
      `${KEY}: expected one value, found a block or a list`,
    );
  });
});

describe('a setting that another part of the node refuses', () => {
  const checked = (text: string, found: string | null, variables = {}) =>
    loadConfig({
      argv: [],
      env: { LAVALINK_SERVER_PASSWORD: 'p', ...variables },
      cwd: '/app',
      readFile: (path) => (path === '/app/application.yml' ? text : null),
      checks: [
        ({ lavalink }) =>
          lavalink.server.ratelimit.ipBlocks.length > 0 && found !== null
            ? { key: KEY, message: found }
            : null,
      ],
    });

  it.each([
    [`a:\n  b: c\n${KEY}: [1, 2]`, {}, 'application.yml:3:'],
    [`${KEY}: 1`, {}, 'application.yml:1:'],
    ['', { [`${ENV}_1`]: 'x' }, `environment variable ${ENV}_1: `],
  ])('keeps it from starting, and is named with its place: %j %j', (text, variables, place) => {
    const loaded = checked(text, 'expected X, found Y', variables);
    if (isRight(loaded)) throw new Error('expected a problem');
    const [problem] = loaded.left.problems;
    expect(problem?.message.startsWith(place)).toBe(true);
    expect(problem?.message.endsWith(`: ${KEY}: expected X, found Y`)).toBe(true);
  });

  it('but not if there is nothing to say', () => {
    expect(isLeft(checked(`${KEY}: [1, 2]`, null))).toBe(false);
    expect(isLeft(checked('', 'expected X, found Y'))).toBe(false);
  });
});

it('the other keys of the route planner', () => {
  const text = [
    'lavalink.server.ratelimit:',
    '  excludedIps: [10.0.0.1]',
    '  strategy: " rotatingnanoswitch "',
    '  searchTriggersFail: no',
    '  retryLimit: 0',
  ].join('\n');
  expect(server(yml(text)).ratelimit).toEqual({
    ipBlocks: [],
    excludedIps: ['10.0.0.1'],
    strategy: 'RotatingNanoSwitch',
    searchTriggersFail: false,
    retryLimit: 0,
  });
  expect(server(yml('')).ratelimit).toEqual({
    ipBlocks: [],
    excludedIps: [],
    strategy: 'RotateOnBan',
    searchTriggersFail: true,
    retryLimit: -1,
  });
  expect(problems(yml('lavalink.server.ratelimit.strategy: Fastest'))[0]).toContain(
    'expected RotateOnBan, LoadBalance, NanoSwitch or RotatingNanoSwitch, found "Fastest"',
  );
});
