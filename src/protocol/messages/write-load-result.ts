/** The answer to loadtracks (protocol §5.1). */
import type { JsonText } from '../json/index.ts';
import type { TrackBlob } from '../track/index.ts';
import { integer, object, string } from './text.ts';
import type { ExceptionMessage } from './write-exception.ts';
import { writeException } from './write-exception.ts';
import { writeTrack, writeTracks } from './write-track.ts';

export interface PlaylistMessage {
  readonly name: string;
  /** Index of the selected track, −1 if none. */
  readonly selectedTrack: number;
  readonly tracks: readonly TrackBlob[];
}

export type LoadResultMessage =
  | { readonly loadType: 'track'; readonly track: TrackBlob }
  | { readonly loadType: 'playlist'; readonly playlist: PlaylistMessage }
  | { readonly loadType: 'search'; readonly tracks: readonly TrackBlob[] }
  | { readonly loadType: 'empty' }
  | { readonly loadType: 'error'; readonly failure: ExceptionMessage };

const writeList = (tracks: readonly TrackBlob[]): JsonText => writeTracks(tracks.map((track) => ({ track })));

const writePlaylist = ({ name, selectedTrack, tracks }: PlaylistMessage): JsonText =>
  object({
    info: object({ name: string(name), selectedTrack: integer(selectedTrack) }),
    pluginInfo: '{}',
    tracks: writeList(tracks),
  });

const writeData = (result: LoadResultMessage): JsonText => {
  switch (result.loadType) {
    case 'track':
      return writeTrack({ track: result.track });
    case 'playlist':
      return writePlaylist(result.playlist);
    case 'search':
      return writeList(result.tracks);
    case 'empty':
      return 'null';
    case 'error':
      return writeException(result.failure);
  }
};

export const writeLoadResult = (result: LoadResultMessage): JsonText =>
  object({ loadType: string(result.loadType), data: writeData(result) });
