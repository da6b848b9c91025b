/** A few messages, and how they are written. */
import type { ExceptionMessage, StateMessage } from '../../../src/protocol/index.ts';
import { encodeTrackBlob } from '../../../src/protocol/index.ts';
import { EXAMPLES } from './blob.examples.ts';

const [A] = EXAMPLES;
const encodedA = encodeTrackBlob(A.track);

export const INFO_A =
  '{"identifier":"dQw4w9WgXcQ","isSeekable":true,"author":"RickAstleyVEVO","length":212000,"isStream":false,' +
  '"position":0,"title":"Rick Astley - Never Gonna Give You Up",' +
  '"uri":"https://www.youtube.com/watch?v=dQw4w9WgXcQ","sourceName":"youtube","artworkUrl":null,"isrc":null}';
export const TRACK_A = `{"encoded":"${encodedA}","info":${INFO_A},"pluginInfo":{},"userData":{}}`;

export const state: StateMessage = { timeMs: 1667857581613, positionMs: 12.9, connected: true, pingMs: 7 };
export const STATE = '{"time":1667857581613,"position":12,"connected":true,"ping":7}';

export const exception: ExceptionMessage = {
  message: null,
  severity: 'fault',
  cause: 'Error: "x"',
  causeStackTrace: 'a\nb',
};
export const EXCEPTION =
  '{"message":null,"severity":"fault","cause":"Error: \\"x\\"","causeStackTrace":"a\\nb"}';
