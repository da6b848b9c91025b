/** Finding tracks and reading their blobs (protocol §1.8, §1.9). */
import { DecodeTracks, writeLoadResult, writeTrack, writeTracks } from '../../protocol/index.ts';
import type { Loader } from '../../engine/types.ts';
import { json } from '../http/answer.ts';
import { decodeJsonBody } from '../http/body.ts';
import { invalid } from '../http/problem.ts';
import type { Handler } from '../http/request.ts';
import { query } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import { decodeTrack } from '../player/track.ts';

const loadTracks =
  (loader: Loader): Handler =>
  async (context) => {
    const identifier = query(context).get('identifier');
    if (identifier === null) throw invalid("Required parameter 'identifier' is not present.");
    return json(writeLoadResult(await loader.load(identifier)));
  };

const decodeOne =
  (loader: Loader): Handler =>
  (context) => {
    const params = query(context);
    const encoded = params.get('encodedTrack') ?? params.get('track');
    if (encoded === null) throw invalid('No track to decode provided');
    return json(writeTrack({ track: decodeTrack(encoded, loader), encoded }));
  };

const decodeMany =
  (loader: Loader): Handler =>
  async ({ env }) => {
    const list = await decodeJsonBody(DecodeTracks, env.incoming);
    if (list.length === 0) throw invalid('No tracks to decode provided');
    return json(writeTracks(list.map((encoded) => ({ track: decodeTrack(encoded, loader), encoded }))));
  };

export const trackRoutes = (loader: Loader): readonly Route[] => [
  { path: '/v4/loadtracks', methods: { GET: loadTracks(loader) } },
  { path: '/v4/decodetrack', methods: { GET: decodeOne(loader) } },
  { path: '/v4/decodetracks', methods: { POST: decodeMany(loader) } },
];
