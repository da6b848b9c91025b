/** The node itself: what it is, how it does, what it refuses (protocol §1.4, §1.7, §2.5, §8). */
import * as t from 'io-ts';
import { double, int32, int64, orNull } from './leaf.ts';

export const Info = t.strict(
  {
    version: t.strict({
      semver: t.string,
      major: int32,
      minor: int32,
      patch: int32,
      preRelease: orNull(t.string),
    }),
    buildTime: int64,
    git: t.strict({ branch: t.string, commit: t.string, commitTime: int64 }),
    jvm: t.string,
    lavaplayer: t.string,
    sourceManagers: t.array(t.string),
    filters: t.array(t.string),
    plugins: t.array(t.strict({ name: t.string, version: t.string })),
  },
  'Info',
);

export const FrameStats = t.strict({ sent: int32, nulled: int32, deficit: int32 }, 'FrameStats');

const figures = {
  players: int32,
  playingPlayers: int32,
  uptime: int64,
  memory: t.strict({ free: int64, used: int64, allocated: int64, reservable: int64 }),
  cpu: t.strict({ cores: int32, systemLoad: double, lavalinkLoad: double }),
};

/** Over REST nobody's frames are meant. */
export const Stats = t.strict({ frameStats: t.null, ...figures }, 'Stats');

export const StatsMessage = t.strict(
  { op: t.literal('stats'), frameStats: orNull(FrameStats), ...figures },
  'StatsMessage',
);

export const Session = t.strict({ resuming: t.boolean, timeout: int64 }, 'Session');

export const RoutePlannerStatus = t.strict(
  {
    class: t.string,
    details: t.exact(
      t.intersection([
        t.type({
          ipBlock: t.strict({ type: t.keyof({ Inet4Address: null, Inet6Address: null }), size: t.string }),
          failingAddresses: t.array(
            t.strict({ failingAddress: t.string, failingTimestamp: int64, failingTime: t.string }),
          ),
        }),
        t.partial({
          rotateIndex: t.string,
          ipIndex: t.string,
          currentAddress: t.string,
          blockIndex: t.string,
          currentAddressIndex: t.string,
        }),
      ]),
    ),
  },
  'RoutePlannerStatus',
);

/** `trace` only if the request asked for it. */
export const ErrorBody = t.exact(
  t.intersection([
    t.type({ timestamp: int64, status: int32, error: t.string, message: t.string, path: t.string }),
    t.partial({ trace: t.string }),
  ]),
  'Error',
);
