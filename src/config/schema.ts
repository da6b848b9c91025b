/**
 * Every key that has an effect, with its type and default (protocol §7.2). The environment's names are derived from
 * this tree, and `application.yml` at the root describes each key.
 */
import * as t from 'io-ts';
import { FILTER_NAMES, LAVADSPX_FILTER_NAMES } from '../protocol/index.ts';
import { relaxed } from './entry.ts';
import { bytes, flag, List, list, oneOf, pathPrefix, text, whole } from './leaf.codec.ts';

export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'OFF'] as const;

/** The filters that every node has; an embedder's may be switched off, too. */
export const KNOWN_FILTERS: readonly string[] = [...FILTER_NAMES, ...LAVADSPX_FILTER_NAMES];

const LavalinkServer = t.type({
  /** Empty means that none was configured, which `loadConfig` refuses. */
  password: text(''),
  /** `httpIcyEvents`: are clients told what radios say that they play? Not the reference's. */
  sources: t.type({ http: flag(true), local: flag(false), httpIcyEvents: flag(false) }),
  /** By filter name; a filter that is not named is on. */
  filters: t.record(t.string, flag(true)),
  bufferDurationMs: whole(400),
  frameBufferDurationMs: whole(5_000),
  opusEncodingQuality: whole(10),
  resamplingQuality: oneOf(['LOW', 'MEDIUM', 'HIGH'], 'LOW'),
  trackStuckThresholdMs: whole(10_000),
  useSeekGhosting: flag(true),
  /** Not the reference's, which knows only `output`. */
  timescalePositions: oneOf(['source', 'output'], 'source'),
  /** Seconds. */
  playerUpdateInterval: whole(5, 1),
  /** 0 waits for ever. */
  timeouts: t.type({
    connectTimeoutMs: whole(3_000, 0),
    connectionRequestTimeoutMs: whole(3_000, 0),
    socketTimeoutMs: whole(3_000, 0),
  }),
  ratelimit: t.type({
    /** CIDR blocks to connect from; none: the system's own address. */
    ipBlocks: list(),
    excludedIps: list(),
    strategy: oneOf(['RotateOnBan', 'LoadBalance', 'NanoSwitch', 'RotatingNanoSwitch'], 'RotateOnBan'),
    searchTriggersFail: flag(true),
    /** Below 0: 10 retries, 0: no limit. */
    retryLimit: whole(-1),
  }),
  httpConfig: t.type({
    /** Blank: no proxy. */
    proxyHost: text(''),
    proxyPort: whole(3_128, 1, 65_535),
    /** Blank: no login. */
    proxyUser: text(''),
    proxyPassword: text(''),
    allowPrivateNetworks: flag(false),
  }),
  voice: t.type({
    /** 0 … 100; 0 is never. */
    healthThreshold: whole(50, 0, 100),
    loadShedding: flag(true),
    adaptiveQuality: flag(false),
    backoff: t.type({
      initialMs: whole(500, 0),
      factor: whole(2, 1, 10),
      maxMs: whole(30_000, 0),
      jitterPercent: whole(10, 0, 100),
      attempts: whole(5, 0, 100),
    }),
    breaker: t.type({
      /** In a row; 0: it never opens. */
      failures: whole(10, 0),
      openMs: whole(60_000, 0),
    }),
    flapping: t.type({ max: whole(20, 1), windowMs: whole(60_000, 1) }),
    timeouts: t.type({
      /** Less than the 10 s after which a request is answered in any case. */
      connectMs: whole(5_000, 1, 9_000),
      helloMs: whole(5_000, 1),
      readyMs: whole(5_000, 1),
      discoveryRetryMs: whole(1_000, 1),
      discoveryTries: whole(10, 1),
      descriptionMs: whole(10_000, 1),
      transitionMs: whole(10_000, 1),
    }),
    heartbeatMisses: whole(2, 1, 10),
    /** 0: no limit. */
    maxConnections: whole(0, 0),
    /** 0: never. */
    idleTimeoutMs: whole(300_000, 0),
    /** 0: no pacing. */
    joinsPerSecond: whole(25, 0),
    joinsAtOnce: whole(5, 1),
  }),
  /** Blank: voice by PATCH alone; else the node follows the bot's gateway. */
  discordBotToken: text(''),
  discordApiUrl: text('https://discord.com/api'),
});

const Logging = t.type({
  /** By logger: `root`, `lavalink`, `lavalink.server.io`. */
  level: t.record(t.string, oneOf(LOG_LEVELS, 'INFO')),
  /** For people, or one JSON object a line. Not the reference's. */
  format: oneOf(['text', 'json'], 'text'),
  /** A file, or a folder for one called `spring.log`; both blank: no file. */
  file: t.type({ name: text(''), path: text('') }),
  logback: t.type({
    rollingpolicy: t.type({
      /** Where old files go; blank: beside the file, as `${LOG_FILE}.%d{yyyy-MM-dd}.%i.gz`. */
      'file-name-pattern': text(''),
      'max-file-size': bytes(10 * 1024 ** 2, 1),
      /** Files; 0: all of them. */
      'max-history': whole(7, 0),
      /** 0: any size. */
      'total-size-cap': bytes(0),
      'clean-history-on-start': flag(false),
    }),
  }),
  request: t.type({
    enabled: flag(true),
    includeClientInfo: flag(false),
    includeHeaders: flag(false),
    includeQueryString: flag(true),
    includePayload: flag(true),
    /** Bytes. */
    maxPayloadLength: whole(10_000, 0),
    beforeRequest: flag(false),
  }),
});

const Metrics = t.type({
  prometheus: t.type({
    enabled: flag(false),
    /** A path that is served without a password; blank: `/metrics`, with it. */
    endpoint: text(''),
  }),
});

/** In force as soon as there is a certificate or a key store. */
const Ssl = t.type({
  enabled: flag(true),
  /** PEM: a path, or the text itself. */
  certificate: text(''),
  'certificate-private-key': text(''),
  /** Of an encrypted private key. */
  'key-password': text(''),
  /** PKCS12, instead of the above. */
  'key-store': text(''),
  'key-store-password': text(''),
  /** May, or must, clients show a certificate? */
  'client-auth': oneOf(['NONE', 'WANT', 'NEED'], 'NONE'),
  /** PEM: who signed those. */
  'trust-certificate': text(''),
});

export const ConfigCodec = t.type({
  server: t.type({
    port: whole(8_080, 0, 65_535),
    address: text('0.0.0.0'),
    /** In front of every path, also of the WebSocket's. */
    servlet: t.type({ 'context-path': pathPrefix() }),
    ssl: Ssl,
  }),
  lavalink: t.type({ server: LavalinkServer }),
  metrics: Metrics,
  logging: Logging,
});

/** The node's configuration: the tree of the keys. Read it as `config.lavalink.server.password`. */
export type Config = t.TypeOf<typeof ConfigCodec>;

/** A leaf of the tree, a list, or a free map whose keys are the user's. */
export interface Place {
  readonly path: readonly string[];
  readonly isMap: boolean;
  readonly isList: boolean;
}

/** Has it keys of its own, rather than a value? */
export const isSection = (codec: t.Mixed): codec is t.TypeC<t.Props> => codec instanceof t.InterfaceType;

/** Are its keys the user's? */
export const isFreeMap = (codec: t.Mixed): boolean => codec instanceof t.DictionaryType;

export const isList = (codec: t.Mixed): boolean => codec instanceof List;

const placesIn = (codec: t.Mixed, path: readonly string[]): readonly Place[] =>
  isSection(codec)
    ? Object.entries(codec.props).flatMap(([key, part]) => placesIn(part, [...path, key]))
    : [{ path, isMap: isFreeMap(codec), isList: isList(codec) }];

/** All places of the schema, in its order. */
export const PLACES: readonly Place[] = placesIn(ConfigCodec, []);

/** The relaxed keys of the lists. */
export const LISTS: ReadonlySet<string> = new Set(
  PLACES.filter((place) => place.isList).map(({ path }) => relaxed(path)),
);
