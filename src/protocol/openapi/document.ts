/** The OpenAPI 3.1 document of the v4 wire, made from the codecs that read requests and describe answers. */
import type * as t from 'io-ts';
import { ErrorBody, SocketMessage } from '../messages/answers/index.ts';
import { OPERATIONS, type Operation, type QueryParameter } from './operations.ts';
import { createSchemas, type Schema, type Schemas } from './schema.ts';

const JSON_TYPE = 'application/json';

const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  sessionId: 'As the `ready` message told it',
  guildId: 'A guild, by its id',
};

const TRACE: QueryParameter = {
  name: 'trace',
  description: 'Have error bodies say why',
  type: 'boolean',
};

const content = (schemas: Schemas, body: t.Mixed | 'text' | null): Schema => {
  if (body === null) return {};
  if (body === 'text') return { content: { 'text/plain': { schema: { type: 'string' } } } };
  return { content: { [JSON_TYPE]: { schema: schemas.of(body) } } };
};

const pathParameters = (path: string): readonly Schema[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: PATH_PARAMETERS[name] ?? name,
    schema: { type: 'string' },
  }));

const queryParameter = ({ name, description, type, isRequired = false }: QueryParameter): Schema => ({
  name,
  in: 'query',
  required: isRequired,
  description,
  schema: { type },
});

const responses = ({ answers, errors = {} }: Operation, schemas: Schemas): Schema => ({
  ...Object.fromEntries(
    Object.entries(answers).map(([status, { says, body }]) => [
      status,
      { description: says, ...content(schemas, body) },
    ]),
  ),
  401: { description: 'There is no password' },
  403: { description: 'The password is wrong' },
  406: { description: 'The client takes no JSON' },
  ...Object.fromEntries(
    Object.entries(errors).map(([status, description]) => [
      status,
      { description, ...content(schemas, ErrorBody) },
    ]),
  ),
});

const operationOf = (operation: Operation, schemas: Schemas): Schema => ({
  operationId: operation.id,
  summary: operation.summary,
  parameters: [...pathParameters(operation.path), ...[...(operation.query ?? []), TRACE].map(queryParameter)],
  ...(operation.body === undefined
    ? {}
    : { requestBody: { required: true, ...content(schemas, operation.body) } }),
  responses: responses(operation, schemas),
});

const pathsOf = (schemas: Schemas): Schema => {
  const paths = new Map<string, Record<string, Schema>>();
  for (const operation of OPERATIONS) {
    const methods = paths.get(operation.path) ?? {};
    paths.set(operation.path, { ...methods, [operation.method]: operationOf(operation, schemas) });
  }
  return Object.fromEntries(paths);
};

/** The socket is no operation of OpenAPI's; its messages are at least told. */
const webSocket = (schemas: Schemas): Schema => ({
  get: {
    operationId: 'openWebSocket',
    summary: 'Opens a session: a WebSocket on which the node talks and the client listens',
    description: 'Every text frame is one `SocketMessage`.',
    parameters: [
      ['User-Id', true, 'Of the bot'],
      ['Client-Name', false, '`NAME/VERSION` of the client'],
      ['Session-Id', false, 'The session to resume'],
    ].map(([name, required, description]) => ({
      name,
      in: 'header',
      required,
      description,
      schema: { type: 'string' },
    })),
    responses: {
      101: { description: 'The WebSocket is open', 'x-messages': schemas.of(SocketMessage) },
      400: { description: 'User-Id is missing, or this is no handshake' },
      401: { description: 'The password is missing or wrong' },
    },
  },
});

/**
 * The whole document, as plain JSON. `version` is that of the API.
 * @example JSON.stringify(openApiDocument('4.2.2'))
 */
export const openApiDocument = (version: string): Schema => {
  const schemas = createSchemas();
  const paths = { ...pathsOf(schemas), '/v4/websocket': webSocket(schemas) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lavalink v4',
      version,
      description: 'A Lavalink v4 node. Clients must ignore keys that they do not know.',
    },
    security: [{ password: [] }],
    paths,
    components: {
      securitySchemes: {
        password: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'The password as it is',
        },
      },
      schemas: schemas.components(),
    },
  };
};
