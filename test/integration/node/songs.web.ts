/** A web server with the songs that client libraries are asked to play. */
import { readFile } from 'node:fs/promises';
import { toneFile } from '../../support/tones.ts';
import { serveFile, startWeb, type WebServer } from '../../unit/sources/web.server.ts';
import { ladderFile } from './ladder.ts';

/** Two tones, `/300.mp3` and `/500.mp3`, and `/ladder.webm`. */
export const startSongs = async (): Promise<WebServer> => {
  const files = new Map<string, Buffer>();
  for (const hz of [300, 500]) {
    files.set(`/${hz}.mp3`, await readFile(await toneFile({ format: 'mp3', hz, seconds: 30 })));
  }
  files.set('/ladder.webm', await readFile(await ladderFile(4, 'webm')));
  return startWeb((request, response) =>
    serveFile(files.get(request.url ?? '') ?? Buffer.alloc(0))(request, response),
  );
};
