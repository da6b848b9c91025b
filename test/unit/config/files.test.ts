/** Profiles, folders, .properties files and imports: which settings of which files count. */
import { describe, expect, it } from 'vitest';
import { holdsFor } from '../../../src/config/profiles.ts';
import { load, problems, server } from './support.ts';

const password = (value: string) => `lavalink.server.password: ${value}`;
const passwordOf = (setup: Parameters<typeof server>[0]) => server(setup).password;
const portOf = (setup: Parameters<typeof load>[0]) => load(setup).config.server.port;

describe('places', () => {
  it('the folders below ./config/ win over it, in the order of their names', () => {
    const files = {
      'application.yml': password('here'),
      'config/application.yml': password('config'),
      'config/a/application.yml': password('a'),
      'config/b/application.properties': 'lavalink.server.password=b',
      'config/b/deep/application.yml': password('deep'),
    };
    const loaded = load({ files });
    expect(loaded.files).toEqual([
      'application.yml',
      'config/application.yml',
      'config/a/application.yml',
      'config/b/application.properties',
    ]);
    expect(loaded.config.lavalink.server.password).toBe('b');
  });

  it('another name than application', () => {
    const files = { 'application.yml': password('no'), 'lava.yml': password('lava') };
    expect(passwordOf({ files, argv: ['--spring.config.name=lava'] })).toBe('lava');
    expect(passwordOf({ files, env: { SPRING_CONFIG_NAME: 'lava' } })).toBe('lava');
  });

  it('what is no file is reported', () => {
    const loaded = load({
      files: { 'conf/application.yml': password('p') },
      argv: ['--spring.config.location=classpath:/,./conf/'],
    });
    expect(loaded.warnings).toEqual(['classpath:/ is not read: only files can be (classpath: is none)']);
  });
});

describe('.properties', () => {
  it('wins over .yml beside it, knows lists, escapes and lines', () => {
    const text = [
      '# a comment',
      'lavalink.server.password = p\\u00e4ss\\',
      '   word',
      'lavalink.server.ratelimit.ipBlocks[0]=2001:db8::/64',
      'lavalink.server.filters.lowPass:false',
    ].join('\n');
    const files = { 'application.properties': text, 'application.yml': password('yml') };
    expect(server({ files })).toMatchObject({
      password: 'pässword',
      filters: { lowPass: false },
      ratelimit: { ipBlocks: ['2001:db8::/64'] },
    });
    expect(problems({ files: { 'application.properties': '\nserver.port=x\n' } })).toEqual([
      'application.properties:2: server.port: expected a whole number from 0 to 65535, found "x"',
    ]);
    expect(problems({ files: { 'application.properties': 'a=\\u00z' } })[0]).toMatch(
      /^application\.properties: malformed/,
    );
  });

  it('has documents', () => {
    const text = `server.port=1\nlavalink.server.password=p\n#---\nspring.config.activate.on-profile=two\nserver.port=2`;
    expect(portOf({ files: { 'application.properties': text } })).toBe(1);
    expect(
      portOf({ files: { 'application.properties': text }, env: { SPRING_PROFILES_ACTIVE: 'one,two' } }),
    ).toBe(2);
  });
});

describe('profiles', () => {
  const files = {
    'application.yml': `${password('all')}\nserver.port: 1`,
    'application-default.yml': 'server.port: 2',
    'application-prod.yml': `server.port: 3`,
    'config/application.yml': 'server.address: config',
    'application-eu.properties': 'server.port=4',
  };

  it.each([
    ['nobody asked', {}, 2, ['default']],
    ['the environment', { env: { SPRING_PROFILES_ACTIVE: 'prod' } }, 3, ['prod']],
    ['the command line', { argv: ['--spring.profiles.active=prod'] }, 3, ['prod']],
    ['the last one wins', { argv: ['--spring.profiles.active=prod,eu'] }, 4, ['prod', 'eu']],
    ['the last one wins', { argv: ['--spring.profiles.active=eu,prod'] }, 3, ['eu', 'prod']],
    [
      'arguments over environment',
      { argv: ['-Dspring.profiles.active=eu'], env: { SPRING_PROFILES_ACTIVE: 'prod' } },
      4,
      ['eu'],
    ],
  ])('%s: %j', (_name, setup, port, profiles) => {
    const loaded = load({ files, ...setup });
    expect(loaded.config.server).toMatchObject({ port, address: 'config' });
    expect(loaded).toMatchObject({ profiles, warnings: [] });
  });

  it('a file of a profile wins over all places of its group, not over later groups', () => {
    const setup = {
      files: {
        'a/application-x.yml': password('a-x'),
        'a/application.yml': password('a'),
        'b/application.yml': password('b'),
      },
    };
    const active = '--spring.profiles.active=x';
    expect(passwordOf({ ...setup, argv: [active, '--spring.config.location=a/;b/'] })).toBe('a-x');
    expect(passwordOf({ ...setup, argv: [active, '--spring.config.location=a/,b/'] })).toBe('b');
  });

  it('a file says which, also by a placeholder, a group or an include', () => {
    const naming = (text: string) => ({ ...files, 'application.yml': `${password('p')}\n${text}` });
    const env = { STAGE: 'prod' };
    expect(load({ files: naming('spring.profiles.active: ${STAGE:eu}'), env }).profiles).toEqual(['prod']);
    expect(load({ files: naming('spring.profiles.active: ${STAGE:eu}') }).profiles).toEqual(['eu']);
    expect(load({ files: naming('spring.profiles.active: [eu, prod]') }).profiles).toEqual(['eu', 'prod']);
    const group = 'spring.profiles:\n  include: base\n  active: live\n  group:\n    live: prod,eu';
    expect(load({ files: naming(group) }).profiles).toEqual(['base', 'live', 'prod', 'eu']);
  });

  it('documents for a profile; what they say of profiles comes too late', () => {
    const text = [
      password('p'),
      '---\nspring.config.activate.on-profile: "prod & !eu"\nserver.port: 7',
      '---\nspring.config.activate.on-profile: [eu, us]\nserver.port: 8\nspring.profiles.include: more',
    ].join('\n');
    const at = (active: string) =>
      load({ files: { 'application.yml': text }, argv: [`--spring.profiles.active=${active}`] });
    expect(at('prod').config.server.port).toBe(7);
    expect(at('prod,eu').config.server.port).toBe(8);
    expect(at('other').config.server.port).toBe(8080);
    expect(at('eu').warnings).toEqual([
      'spring.profiles.include (application.yml:8:26) has no effect: it stands in what is read for a profile only',
    ]);
  });

  it.each([
    ['a', true],
    ['!a', false],
    ['! b', true],
    ['a & b', false],
    ['a | b', true],
    ['a & (b | !c)', true],
    ['(a|b)&!(b&a)', true],
    ['a & b | a', null],
    ['', null],
    ['a b', null],
    ['(a', null],
    ['a &', null],
    [')', null],
  ])('%j', (expression, expected) => expect(holdsFor(expression, ['a'])).toBe(expected));

  it('what is no expression is a problem', () => {
    const text = `${password('p')}\n---\nspring.config.activate.on-profile: "a &"`;
    expect(problems({ files: { 'application.yml': text } })).toEqual([
      'application.yml:3:36: spring.config.activate.on-profile: expected profiles, found a &',
    ]);
  });
});

describe('spring.config.import', () => {
  it('wins over the file that imports, is relative to it, and may import again', () => {
    const files = {
      'conf/application.yml': `${password('own')}\nspring.config.import: [sub/a.yml, "optional:none.yml"]`,
      'conf/sub/a.yml': 'lavalink.server.password: imported\nspring.config.import: b.properties',
      'conf/sub/b.properties': 'server.port=5\nspring.config.import=b.properties',
      'conf/sub/a-x.yml': 'server.port: 6',
    };
    const argv = ['--config=conf/'];
    const loaded = load({ files, argv });
    expect(loaded.files).toEqual(['conf/application.yml', 'conf/sub/a.yml', 'conf/sub/b.properties']);
    expect(loaded.config).toMatchObject({
      server: { port: 5 },
      lavalink: { server: { password: 'imported' } },
    });
    expect(portOf({ files, argv: [...argv, '--spring.profiles.active=x'] })).toBe(6);
  });

  it('with file: from the working directory; an ending may be told; from the environment too', () => {
    const files = {
      'conf/application.yml': 'spring.config.import: "file:./secret[.yml]"',
      secret: password('s'),
    };
    expect(passwordOf({ files, argv: ['--config=conf/'] })).toBe('s');
    expect(passwordOf({ files, env: { SPRING_CONFIG_IMPORT: 'secret[.yml]' } })).toBe('s');
  });

  it('a configtree: each file is a key, whose value is in it', () => {
    const files = {
      '/run/secrets/lavalink.server.password': 's3cret\n',
      '/run/secrets/server.port': '7',
      '/run/secrets/..data/server.port': '8',
      'application.yml': `${password('p')}\nspring.config.import: optional:configtree:/run/secrets/`,
    };
    expect(load({ files }).config).toMatchObject({
      server: { port: 7 },
      lavalink: { server: { password: 's3cret' } },
    });
    const wrong = { ...files, '/run/secrets/server.port': 'x' };
    expect(problems({ files: wrong })).toEqual([
      '/run/secrets/server.port: server.port: expected a whole number from 0 to 65535, found "x"',
    ]);
    expect(problems({ env: { SPRING_CONFIG_IMPORT: 'configtree:/run/secrets/' } })).toEqual([
      'configtree:/run/secrets/: there is no such configuration file',
    ]);
  });

  it('one that is not there is a problem, another kind is reported', () => {
    expect(problems({ files: { 'application.yml': 'spring.config.import: file:x.yml' } })).toEqual([
      'file:x.yml: there is no such configuration file',
    ]);
    const text = `${password('p')}\nspring.config.import: "configserver:http://host:8888/"`;
    expect(load({ files: { 'application.yml': text } }).warnings).toEqual([
      'configserver:http://host:8888/ is not read: only files can be (configserver: is none)',
    ]);
  });
});
