/** `logging.request.*`: one line for each request, in the reference's words but without its secrets (protocol §7.2). */
import type { IncomingMessage } from 'node:http';
import type { Log, RequestLogSettings } from '../ports.ts';
import { PAYLOAD } from './body.ts';
import { rawPath } from './request.ts';
import { maskedHeader, maskedJson } from './secrets.ts';

/**
 * To be told of a request before anything is done with it; call the result once it has been answered. Undefined for
 * one that is not worth a line.
 */
export type RequestLog = (request: IncomingMessage) => (() => void) | undefined;

/** Orchestrators ask every few seconds, and all day long. */
const PROBES = ['/livez', '/readyz'];

/** A client may put line breaks and terminal codes anywhere; a line of the log is one line. */
const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (char) => {
    const code = char.charCodeAt(0).toString(16).padStart(4, '0');
    return char < ' ' ? JSON.stringify(char).slice(1, -1) : `\\u${code}`;
  });

const targetOf = ({ url = '' }: IncomingMessage, includesQuery: boolean): string =>
  includesQuery ? url : rawPath(url);

/** As Spring writes them: `[host:"localhost", accept:"a", "b"]`. */
const headersOf = ({ headersDistinct }: IncomingMessage): string => {
  const all = Object.entries(headersDistinct).map(([name, values = []]) => {
    const quoted = values.map((value) => `"${maskedHeader(name, value)}"`);
    return `${name}:${quoted.join(', ')}`;
  });
  return `[${all.join(', ')}]`;
};

const clientOf = ({ socket }: IncomingMessage): string =>
  // On "::" an IPv4 client's address comes wrapped into an IPv6 one.
  (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');

const cut = (text: string, maxBytes: number): string =>
  Buffer.byteLength(text) <= maxBytes ? text : Buffer.from(text).subarray(0, maxBytes).toString();

/**
 * Undefined when switched off, so that nothing at all is done then.
 * @param contextPath in front of every path
 * @example
 * const done = createRequestLog(settings, log)?.(request);
 * if (done !== undefined) response.once('close', done);
 */
export const createRequestLog = (
  settings: RequestLogSettings,
  log: Log,
  contextPath = '',
): RequestLog | undefined => {
  if (!settings.enabled) return undefined;
  const probes = PROBES.map((path) => contextPath + path);
  return (request) => {
    if (probes.includes(targetOf(request, false))) return undefined;
    const parts = [
      `${request.method ?? ''} ${targetOf(request, settings.includeQueryString)}`,
      ...(settings.includeClientInfo ? [`client=${clientOf(request)}`] : []),
      ...(settings.includeHeaders ? [`headers=${headersOf(request)}`] : []),
    ];
    if (settings.beforeRequest) log.info(printable(`>> ${parts.join(', ')}`));
    if (settings.includePayload && settings.maxPayloadLength > 0) {
      request.once(PAYLOAD, (text: string) => {
        parts.push(`payload=${maskedJson(cut(text, settings.maxPayloadLength))}`);
      });
    }
    return () => log.info(printable(parts.join(', ')));
  };
};
