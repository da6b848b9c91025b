import { describe, expect, it } from 'vitest';
import { load, problems, server } from './support.ts';

const password = (value: string) => `lavalink.server.password: ${value}`;
const json = (value: string) => JSON.stringify({ lavalink: { server: { password: value } } });
const passwordOf = (setup: Parameters<typeof server>[0]) => server(setup).password;

describe('which layer wins', () => {
  const files = {
    'application.yaml': password('yaml'),
    'application.yml': password('yml'),
    'config/application.yaml': password('config yaml'),
    'config/application.yml': password('config yml'),
  };
  const env = { LAVALINK_SERVER_PASSWORD: 'env' };
  const argv = ['-Dlavalink.server.password=system', '--lavalink.server.password=a=b'];

  it('from files to the command line', () => {
    expect(passwordOf({ files: { 'application.yaml': files['application.yaml'] } })).toBe('yaml');
    expect(
      passwordOf({ files: { 'application.yaml': 'a: b', 'application.yml': files['application.yml'] } }),
    ).toBe('yml');
    expect(passwordOf({ files })).toBe('config yml');
    expect(passwordOf({ files, env })).toBe('env');
    expect(passwordOf({ files, env, argv: argv.slice(0, 1) })).toBe('system');
    expect(
      passwordOf({ files, env: { ...env, SPRING_APPLICATION_JSON: json('json') }, argv: argv.slice(0, 1) }),
    ).toBe('json');
    expect(passwordOf({ files, env: { ...env, SPRING_APPLICATION_JSON: json('json') }, argv })).toBe('a=b');
  });

  it('files are laid over each other key by key', () => {
    const loaded = load({
      files: {
        'application.yml': 'server:\n  port: 1\n  address: one\nlavalink.server.password: p',
        'config/application.yml': 'server:\n  port: 2\n',
      },
    });
    expect(loaded.config.server).toMatchObject({ port: 2, address: 'one' });
    expect(loaded.files).toEqual(['application.yml', 'config/application.yml']);
  });

  it('the later document of one file wins', () => {
    expect(passwordOf({ files: { 'application.yml': `${password('one')}\n---\n${password('two')}` } })).toBe(
      'two',
    );
  });

  it('no file at all is fine', () => {
    const loaded = load({ env });
    expect(loaded).toMatchObject({ files: [], warnings: [], config: { server: { port: 8080 } } });
  });
});

describe('where files are', () => {
  const image = '/opt/Lavalink/application.yml';

  it('the container image\u2019s file is the last resort', () => {
    expect(load({ files: { [image]: password('image') } }).files).toEqual([image]);
    expect(passwordOf({ files: { [image]: password('image'), 'application.yml': password('here') } })).toBe(
      'here',
    );
  });

  it.each([
    ['SPRING_CONFIG_LOCATION', { env: { SPRING_CONFIG_LOCATION: '/etc/lava.yml' } }],
    ['--spring.config.location', { argv: ['--spring.config.location=file:/etc/lava.yml'] }],
    ['-Dspring.config.location', { argv: ['-Dspring.config.location=file:///etc/lava.yml'] }],
    ['--config=', { argv: ['--config=/etc/lava.yml'] }],
    ['--config', { argv: ['--config', '/etc/lava.yml'] }],
  ])('%s replaces the search', (_name, setup) => {
    const files = { 'application.yml': password('here'), '/etc/lava.yml': password('there') };
    const loaded = load({ files, ...setup });
    expect(loaded.files).toEqual(['/etc/lava.yml']);
    expect(loaded.config.lavalink.server.password).toBe('there');
    expect(loaded.warnings).toEqual([]);
  });

  it('a folder, several places, optional ones', () => {
    const files = { 'conf/application.yml': password('one'), 'b.yml': password('two') };
    const argv = ['--spring.config.location=optional:file:none.yml;./conf/,b.yml'];
    expect(load({ files, argv }).files).toEqual(['./conf/application.yml', 'b.yml']);
    expect(passwordOf({ files, argv })).toBe('two');
  });

  it('additional ones come on top', () => {
    const files = { 'application.yml': password('here'), 'more.yml': password('more') };
    expect(passwordOf({ files, argv: ['--spring.config.additional-location=more.yml'] })).toBe('more');
    expect(passwordOf({ files, env: { SPRING_CONFIG_ADDITIONAL_LOCATION: 'more.yml' } })).toBe('more');
  });

  it('one that is not there is a problem', () => {
    expect(problems({ argv: ['--config=lava.yml'] })).toEqual([
      'lava.yml: there is no such configuration file',
    ]);
  });
});
