/** What went wrong, as a page for people: a browser that meets an error gets it (protocol §1.1). */
import { html } from 'hono/html';
import type { ErrorMessage } from '../../protocol/index.ts';

const HEADERS = {
  'Content-Type': 'text/html;charset=UTF-8',
  'Content-Language': 'en',
  // Paths and messages are other people's words: escaped, and should that ever fail, powerless.
  'Content-Security-Policy': "default-src 'none'",
  'X-Content-Type-Options': 'nosniff',
};

/** @example errorPage({ timestampMs: 0, status: 404, error: 'Not Found', message: 'No endpoint GET /x.', path: '/x' }, {}) */
export const errorPage = async (
  { timestampMs, status, error, message, path, trace }: ErrorMessage,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> => {
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <title>${status} ${error}</title>
      </head>
      <body>
        <h1>${status} ${error}</h1>
        <p>${message}</p>
        <p>${path}, ${new Date(timestampMs).toISOString()}</p>
        ${trace === undefined ? '' : html`<pre>${trace}</pre>`}
      </body>
    </html> `;
  return new Response(page.toString(), { status, headers: { ...HEADERS, ...headers } });
};
