/** Answers: JSON text, nothing at all, or what went wrong. */
import { STATUS_CODES } from 'node:http';
import { writeError } from '../../protocol/index.ts';
import type { Clock, Log } from '../ports.ts';
import { errorPage } from './error.page.ts';
import { JSON_TYPE, jsonType, prefersHtml } from './media.ts';
import { Problem } from './problem.ts';
import type { RequestContext } from './request.ts';
import { query, rawPath, wantsTrace } from './request.ts';

export const json = (text: string): Response =>
  new Response(text, { headers: { 'Content-Type': JSON_TYPE } });

export const noContent = (): Response => new Response(null, { status: 204 });

/** An answer without a body that says so. */
export const empty = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { 'Content-Length': '0', ...headers } });

export const plainText = (
  text: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(text, { status, headers: { 'Content-Type': 'text/plain;charset=UTF-8', ...headers } });

const asProblem = (error: Error): Problem =>
  error instanceof Problem
    ? error
    : new Problem(500, `Request processing failed: ${error.name}: ${error.message}`, {
        reason: error.stack ?? error.message,
      });

/** The stack of a problem we raised ourselves would tell of our code only; its reason tells of the request. */
const traceOf = ({ name, status, message, detail }: Problem): string =>
  [
    `${name}: ${status} ${message}`,
    ...(detail.reason === undefined ? [] : [`Caused by: ${detail.reason}`]),
  ].join('\n');

/** Everything that a handler throws ends here. What is no {@link Problem} is a bug of ours, and logged as one. */
export const createErrorAnswer =
  ({ log, clock }: { readonly log: Log; readonly clock: Clock }) =>
  (error: Error, context: RequestContext): Response | Promise<Response> => {
    const problem = asProblem(error);
    const { status, message, detail } = problem;
    const path = rawPath(context.env.incoming.url);
    const level = error instanceof Problem ? 'debug' : 'error';
    log[level]('request failed', {
      method: context.req.method,
      path,
      status,
      message,
      reason: detail.reason,
    });
    const accept = context.req.header('accept');
    const isPage = prefersHtml(accept);
    if (detail.isBodiless === true) return empty(status, detail.headers);
    const told = {
      timestampMs: clock.wall(),
      status,
      error: STATUS_CODES[status] ?? 'Unknown',
      trace: wantsTrace(query(context)) ? traceOf(problem) : undefined,
      message,
      path,
    };
    if (isPage) return errorPage(told, detail.headers);
    const headers = { 'Content-Type': jsonType(accept), ...detail.headers };
    return new Response(writeError(told), { status, headers });
  };
