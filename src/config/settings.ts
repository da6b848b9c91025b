/** Everything that was written, in layers: files, then environment, `-D`, `SPRING_APPLICATION_JSON`, `--`. */
import { parseArguments } from './arguments.ts';
import { mergeLayers, relaxed } from './entry.ts';
import type { ConfigProblem, Entries, Entry } from './entry.ts';
import { entriesOfEnv } from './environment.ts';
import type { Env } from './environment.ts';
import { readLayers, textsAt } from './files.ts';
import { GROUP, WHERE, WHERE_KEYS } from './location.keys.ts';
import { IMAGE_FILE, SEARCHED, splitLocations } from './locations.ts';
import type { Disk, ListNames, ReadFile } from './locations.ts';
import { fillPlaceholders } from './placeholders.ts';
import { activeProfiles } from './profiles.ts';
import { parseYaml } from './yaml.ts';

export interface SettingsInput {
  readonly argv: readonly string[];
  readonly env: Env;
  readonly cwd: string;
  readonly readFile: ReadFile;
  readonly listNames: ListNames;
}

export interface Settings {
  /** Lowest priority first. */
  readonly layers: readonly (readonly Entry[])[];
  readonly files: readonly string[];
  readonly profiles: readonly string[];
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

const BASE_NAME = 'application';

type Groups = readonly (readonly string[])[];

const groupsAt = (path: readonly string[], entries: Entries): Groups =>
  textsAt(path, entries).flatMap(splitLocations);

/** Where to look: the named places, or the usual ones, and the additional ones on top. */
const placesOf = (
  entries: Entries,
  named: readonly string[],
  isThere: (groups: Groups) => boolean,
): Groups => {
  const instead = [...groupsAt(WHERE.location, entries), ...named.map((location) => [location])];
  // Asked for only where nothing else is named: it reads files.
  const usual = (): Groups => (isThere([SEARCHED]) ? [SEARCHED] : [[IMAGE_FILE]]);
  const added = [...groupsAt(WHERE.additional, entries), ...groupsAt(WHERE.import, entries)];
  return [...(instead.length > 0 ? instead : usual()), ...added];
};

const profilesOf = (layers: readonly (readonly Entry[])[], entries: Entries): readonly string[] => {
  const included = layers.flatMap((layer) => textsAt(WHERE.include, mergeLayers([layer], WHERE_KEYS)));
  const wanted = textsAt(WHERE.active, entries);
  const fallback = textsAt(WHERE.default, entries);
  return activeProfiles(included, wanted, fallback.length > 0 ? fallback : ['default'], (profile) =>
    textsAt([...GROUP, profile], entries),
  );
};

/** Reads the files twice: who is active is written in them, and what counts in them depends on who is active. */
export const readSettings = ({ argv, env, cwd, readFile, listNames }: SettingsInput): Settings => {
  const { system, options, locations } = parseArguments(argv);
  const fromEnv = entriesOfEnv(env);
  const jsonEntry = mergeLayers([fromEnv, system, options], WHERE_KEYS).get(relaxed(WHERE.json));
  const json = parseYaml(jsonEntry?.text ?? '', 'SPRING_APPLICATION_JSON');
  const outside = [fromEnv, system, ...json.documents, options].map((layer) =>
    layer.filter(({ path }) => relaxed(path) !== relaxed(WHERE.json)),
  );
  const known = mergeLayers(outside, WHERE_KEYS);

  const names = textsAt(WHERE.name, known);
  const disk: Disk = { cwd, readFile, listNames, names: names.length > 0 ? names : [BASE_NAME] };
  const asWritten = (entry: Entry): string => entry.text;
  const isThere = (groups: Groups): boolean =>
    readLayers(disk, groups, undefined, asWritten).files.length > 0;
  const groups = placesOf(known, locations, isThere);

  const first = readLayers(
    disk,
    groups,
    undefined,
    fillPlaceholders(known, env, () => undefined),
  );
  const layers = [...first.layers, ...outside];
  const entries = mergeLayers(layers, WHERE_KEYS);
  const profiles = profilesOf(layers, entries);

  const unfilled: ConfigProblem[] = [];
  const fill = fillPlaceholders(entries, env, (found) => unfilled.push(found));
  const second = readLayers(disk, groups, profiles, fill);
  return {
    layers: [...second.layers, ...outside],
    files: second.files,
    profiles,
    problems: [...second.problems, ...unfilled, ...json.problems],
    warnings: second.warnings,
  };
};
