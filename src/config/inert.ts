/** Keys of the reference that are understood but change nothing here, and why: nobody shall wonder. */
import { OLD_NAMES } from './old.names.ts';

export interface Inert {
  /** A key, or everything below one: `server.ssl.*`. */
  readonly key: string;
  /** Completes "… has no effect: …". */
  readonly because: string;
  /** It only switches something on, so that `false` is what this node does anyway. */
  readonly isSwitch?: true;
}

const NO_SOURCE = 'this source is not available yet (http and local are)';
const NO_PLUGINS = 'Lavalink plugins are Java programs, which this node cannot run';
const NO_SENTRY = 'there is no Sentry reporting yet';
const NO_HTTP2 = 'the node speaks HTTP/1.1; put a reverse proxy in front of it';
const OTHER_TLS = 'of server.ssl only PEM files, a PKCS12 key store and client-auth are read';
const SPRING_ONLY = 'it configures the Java server that the reference runs on';

const all = (because: string, ...keys: readonly string[]): readonly Inert[] =>
  keys.map((key) => ({ key, because }));
const switches = (because: string, ...keys: readonly string[]): readonly Inert[] =>
  keys.map((key) => ({ key, because, isSwitch: true }));

const SOURCES = ['youtube', 'bandcamp', 'soundcloud', 'twitch', 'vimeo', 'nico'];

export const INERT: readonly Inert[] = [
  ...switches(NO_SOURCE, ...SOURCES.map((name) => `lavalink.server.sources.${name}`)),
  ...switches(
    NO_SOURCE,
    'lavalink.server.youtubeSearchEnabled',
    'lavalink.server.soundcloudSearchEnabled',
    'lavalink.server.soundcloudFilterOutPreviewTracks',
  ),
  ...all(NO_SOURCE, 'lavalink.server.youtubePlaylistLoadLimit', 'lavalink.server.youtubeConfig.*'),
  ...switches('buffers are allocated once here in any case', 'lavalink.server.nonAllocatingFrameBuffer'),
  ...switches('there is no Java garbage collector to warn about', 'lavalink.server.gc-warnings'),
  ...all(
    NO_PLUGINS,
    'lavalink.plugins.*',
    'lavalink.pluginsDir',
    'lavalink.defaultPluginRepository',
    'lavalink.defaultPluginSnapshotRepository',
    'plugins.*',
  ),
  ...all(NO_SENTRY, 'sentry.*'),
  ...switches(NO_HTTP2, 'server.http2.enabled'),
  ...all(OTHER_TLS, 'server.ssl.*'),
  // Where only the old name is set, it works.
  ...Object.entries(OLD_NAMES).map(([key, newName]) => ({ key, because: `${newName} is set too` })),
  ...all('there is no configuration server here; spring.config.import takes files', 'spring.cloud.*'),
  ...all('the reference has no actuator either; see /livez, /readyz and metrics.prometheus', 'management.*'),
  ...all(
    SPRING_ONLY,
    'server.servlet.*',
    'server.compression.*',
    'server.error.*',
    'server.undertow.*',
    'server.shutdown',
    'spring.*',
    'logging.config',
    'logging.charset.*',
    'logging.logback.*',
    'logging.register-shutdown-hook',
    'logging.threshold.*',
    'logging.group.*',
    'logging.pattern.*',
  ),
];
