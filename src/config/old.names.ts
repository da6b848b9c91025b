/** Keys that had another name in older versions of the reference; their old names still work. */
import { pathOf, relaxed } from './entry.ts';
import type { Entries, Entry } from './entry.ts';

const ROLLING = 'logging.logback.rollingpolicy';

/** New names by the old ones. */
export const OLD_NAMES: Readonly<Record<string, string>> = {
  'logging.file.max-size': `${ROLLING}.max-file-size`,
  'logging.file.max-history': `${ROLLING}.max-history`,
  'logging.file.total-size-cap': `${ROLLING}.total-size-cap`,
  'logging.file.clean-history-on-start': `${ROLLING}.clean-history-on-start`,
  'logging.pattern.rolling-file-name': `${ROLLING}.file-name-pattern`,
};

/** Moves what stands under an old name to the new one, unless that is set too. */
export const withNewNames = (entries: Entries): Entries => {
  const renamed = new Map<string, Entry>(entries);
  for (const [oldName, newName] of Object.entries(OLD_NAMES)) {
    const [from, to] = [relaxed(pathOf(oldName)), relaxed(pathOf(newName))];
    const entry = renamed.get(from);
    if (entry === undefined || renamed.has(to)) continue;
    renamed.delete(from);
    renamed.set(to, { ...entry, path: pathOf(newName) });
  }
  return renamed;
};
