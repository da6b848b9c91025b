/** `/v4/openapi.json`: what this API is, for generators of clients. */
import { json } from '../http/answer.ts';
import type { Route } from '../http/route.ts';
import type { ServerContext } from '../ports.ts';

export const openApiRoutes = ({ info }: Pick<ServerContext, 'info'>): readonly Route[] => {
  let text: Promise<string> | undefined;
  const write = async (): Promise<string> => {
    const { openApiDocument } = await import('../../protocol/openapi/index.ts');
    return JSON.stringify(openApiDocument(info.version.semver));
  };
  return [{ path: '/v4/openapi.json', methods: { GET: async () => json(await (text ??= write())) } }];
};
