/** Keys that say where the configuration is and which parts of it count: obeyed while it is being read. */
import { pathOf, relaxed } from './entry.ts';

const path = (key: string): readonly string[] => pathOf(key);

export const WHERE = {
  location: path('spring.config.location'),
  additional: path('spring.config.additional-location'),
  name: path('spring.config.name'),
  import: path('spring.config.import'),
  onProfile: path('spring.config.activate.on-profile'),
  active: path('spring.profiles.active'),
  include: path('spring.profiles.include'),
  default: path('spring.profiles.default'),
  json: path('spring.application.json'),
} as const;

/** Everything below it is a profile's name. */
export const GROUP = path('spring.profiles.group');

/** All but `spring.application.json`, which is a whole configuration in itself, may be lists. */
export const WHERE_KEYS: ReadonlySet<string> = new Set(Object.values(WHERE).map(relaxed));

const GROUP_PREFIX = `${relaxed(GROUP)}.`;

/** @param key relaxed, without the index of a list's item */
export const isWhereKey = (key: string): boolean => WHERE_KEYS.has(key) || key.startsWith(GROUP_PREFIX);
