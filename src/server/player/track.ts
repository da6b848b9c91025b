/** From a track request to the track: decoded, or looked up. */
import * as E from 'fp-ts/lib/Either.js';
import type { Track } from '../../../streams/commands.ts';
import type { Loader } from '../../engine/types.ts';
import { decodeTrackBlob } from '../../protocol/index.ts';
import { invalid } from '../http/problem.ts';

/**
 * Reads an encoded track that can be played here.
 * @throws {Problem} 400 with the reason: what the reference answers with 500 (protocol §4.6)
 */
export const decodeTrack = (encoded: string, loader: Loader): Track => {
  const decoded = decodeTrackBlob(encoded);
  if (E.isLeft(decoded)) throw invalid(decoded.left.message);
  const refusal = loader.refuse(decoded.right);
  if (refusal !== null) throw invalid(refusal);
  return decoded.right;
};

/**
 * Looks up the one track that an identifier stands for.
 * @throws {Problem} 400 if it stands for none or for many
 */
export const lookUpTrack = async (identifier: string, loader: Loader): Promise<Track> => {
  const result = await loader.load(identifier);
  switch (result.loadType) {
    case 'track':
      return result.track;
    case 'playlist':
    case 'search':
      throw invalid('Cannot play a playlist or search result');
    case 'empty':
      throw invalid('No matches found for identifier');
    case 'error': {
      const { message, causeStackTrace } = result.failure;
      throw invalid('Something went wrong while looking up the track.', `${message}\n${causeStackTrace}`);
    }
  }
};
