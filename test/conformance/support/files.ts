/** A web server with the answers that a source meets in the wild; each path is one of them. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Web {
  /** Absolute URL of a path. */
  url(path: string): string;
  close(): Promise<void>;
}

/** Serves by exact path; everything else is 404. */
export const serveWeb = async (pages: Readonly<Record<string, RequestListener>>): Promise<Web> => {
  const server = createServer((request, response) => {
    const page = pages[(request.url ?? '').split('?')[0] ?? ''];
    if (page === undefined) response.writeHead(404).end('nothing here');
    else page(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}${path}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** A file with its length, and ranges of it. */
export const file =
  (bytes: Buffer, type: string, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (request, response) => {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = Number(range?.[1] ?? 0);
    const to = range?.[2] ? Math.min(Number(range[2]), bytes.length - 1) : bytes.length - 1;
    const common = { 'Content-Type': type, 'Accept-Ranges': 'bytes', ...headers };
    if (range === null) response.writeHead(200, { ...common, 'Content-Length': bytes.length });
    else {
      response.writeHead(206, {
        ...common,
        'Content-Length': to + 1 - from,
        'Content-Range': `bytes ${from}-${to}/${bytes.length}`,
      });
    }
    response.end(bytes.subarray(from, to + 1));
  };

export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = ''): RequestListener =>
  (_request, response) => {
    response.writeHead(code, headers).end(body);
  };

export const redirect = (code: number, to: string): RequestListener => status(code, { Location: to });

export const text = (type: string, body: string): RequestListener =>
  status(200, { 'Content-Type': type }, body);

/** A radio station: no length, and never an end. */
export const radio =
  (bytes: Buffer, headers: Readonly<Record<string, string>>): RequestListener =>
  (_request, response) => {
    response.writeHead(200, headers);
    response.write(bytes);
  };
