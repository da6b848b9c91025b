/** HTTP without a client library, so that a row sees what really stood on the wire: bytes out, an answer in. */
import { connect } from 'node:net';

/** One answer as it stood on the wire. */
export interface Answer {
  readonly status: number;
  /** Header lines as they came, without the status line. */
  readonly lines: readonly string[];
  /** The body, its chunks joined, as UTF-8. */
  readonly text: string;
  /** Of the first header of this name. */
  header(name: string): string | undefined;
}

/** What a row asks for. `line` is method and target; everything else has the habits of a polite client. */
export interface Ask {
  readonly line: string;
  /** The `Authorization` header; null sends none. Default: the right password. */
  readonly auth?: string | null;
  /** More header lines. */
  readonly headers?: readonly string[];
  /** A string goes out as it stands, anything else as JSON. */
  readonly body?: unknown;
  /** The `Content-Type`; null sends none. Default `application/json` where there is a body. */
  readonly type?: string | null;
}

export const PASSWORD = 'youshallnotpass';

/** Sends bytes on a new connection; resolves with all that came until the other side closed it. */
export const exchange = (port: number, bytes: Buffer | string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server that is told nonsense may reset the connection; what it said before still counts.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });

const bodyOf = (body: unknown): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

/** The bytes of a request that asks the server to close afterwards. */
export const requestBytes = (ask: Ask): Buffer => {
  const { line, auth = PASSWORD, headers = [], body, type = 'application/json' } = ask;
  const payload = body === undefined ? undefined : bodyOf(body);
  const head = [
    `${line} HTTP/1.1`,
    'Host: localhost',
    ...(headers.some((header) => /^connection:/i.test(header)) ? [] : ['Connection: close']),
    ...(auth === null ? [] : [`Authorization: ${auth}`]),
    ...(payload === undefined ? [] : [`Content-Length: ${payload.length}`]),
    ...(payload === undefined || type === null ? [] : [`Content-Type: ${type}`]),
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), payload ?? Buffer.alloc(0)]);
};

const dechunk = (body: Buffer): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf('\r\n', at);
    const size = parseInt(body.subarray(at, end).toString('latin1'), 16);
    if (end < 0 || !(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
};

/** Reads the first answer of what came. Throws where there is none. */
export const parseAnswer = (bytes: Buffer): Answer => {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(`${first} `)?.[1] ?? NaN);
  if (end < 0 || Number.isNaN(status)) throw new Error(`No HTTP answer: ${bytes.toString('latin1')}`);
  const header = (name: string): string | undefined =>
    lines
      .map((line) => /^([^:]+):\s*(.*)$/.exec(line))
      .find((match) => match?.[1]?.toLowerCase() === name.toLowerCase())?.[2];
  const body = bytes.subarray(end + 4);
  const isChunked = header('transfer-encoding')?.toLowerCase() === 'chunked';
  return { status, lines, header, text: (isChunked ? dechunk(body) : body).toString('utf8') };
};

/** One request over a connection of its own. */
export const ask = async (port: number, request: Ask | string): Promise<Answer> =>
  parseAnswer(await exchange(port, requestBytes(typeof request === 'string' ? { line: request } : request)));
