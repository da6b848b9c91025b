/** What was loaded, from where. */
import { Counter, type Registry } from 'prom-client';
import type { Loader, LoadResult } from '../../engine/types.ts';

/** Of the first track; what gave none came from nowhere that could be told. */
const sourceOf = (result: LoadResult): string | undefined => {
  switch (result.loadType) {
    case 'track':
      return result.track.sourceName;
    case 'playlist':
      return result.playlist.tracks[0]?.sourceName;
    case 'search':
      return result.tracks[0]?.sourceName;
    case 'empty':
    case 'error':
      return undefined;
  }
};

/** Registers the counter; the result wraps a loader so that it is counted. */
export const countLoads = (registry: Registry): ((loader: Loader) => Loader) => {
  const loads = new Counter({
    name: 'lavastream_loads_total',
    help: 'Identifiers loaded, by source and result (track, playlist, search, empty, error).',
    labelNames: ['source', 'result'],
    registers: [registry],
  });
  return (loader) => ({
    sourceNames: loader.sourceNames,
    refuse: (track) => loader.refuse(track),
    load: async (identifier) => {
      const result = await loader.load(identifier);
      const source = sourceOf(result);
      loads.inc({
        // A name that is not in the list may be anything, and so be any number of labels.
        source: source !== undefined && loader.sourceNames.includes(source) ? source : 'unknown',
        result: result.loadType,
      });
      return result;
    },
  });
};
