import * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { openApiDocument, OPERATIONS } from '../../../src/protocol/openapi/index.ts';
import { createSchemas } from '../../../src/protocol/openapi/schema.ts';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}
interface Described {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

const document = JSON.parse(JSON.stringify(openApiDocument('4.2.2'))) as Document;
const { schemas } = document.components;
const described = Object.values(document.paths).flatMap((path) => Object.values(path));

/** All values of `key`, at any depth. */
const valuesOf = (key: string, value: unknown): readonly unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner as unknown] : []),
    ...valuesOf(key, inner),
  ]);
};

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('the OpenAPI document', () => {
  it('refers only to what is there, and has nothing that nobody refers to', () => {
    const refs = new Set(valuesOf('$ref', document));
    expect([...refs].sort()).toEqual(
      Object.keys(schemas)
        .map((name) => ref(name).$ref)
        .sort(),
    );
  });

  it('has every operation once, under a name of its own', () => {
    expect(described).toHaveLength(OPERATIONS.length + 1);
    const ids = described.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names every parameter of a path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const { parameters } of Object.values(methods)) {
        const inPath = parameters.filter((parameter) => parameter.in === 'path');
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
        expect(inPath.every(({ required }) => required)).toBe(true);
      }
    }
  });

  it('tells what a PATCH of a player takes and gives', () => {
    const patch = document.paths['/v4/sessions/{sessionId}/players/{guildId}']?.['patch'];
    const json = (name: string) => ({ content: { 'application/json': { schema: ref(name) } } });
    expect(patch?.requestBody).toEqual({ required: true, ...json('UpdatePlayer') });
    expect(patch?.responses).toMatchObject({ 200: json('Player'), 404: json('Error'), 415: json('Error') });
    expect(patch?.responses['401']).toEqual({ description: 'There is no password' });
  });

  it('knows absent from null, required from optional, and defaults', () => {
    const text = { type: 'string' };
    const textOrNull = { anyOf: [text, { type: 'null' }] };
    expect(schemas['UpdatePlayer']).toMatchObject({
      properties: {
        endTime: { anyOf: [{ type: 'integer', format: 'int64' }, { type: 'null' }] },
        identifier: text,
      },
    });
    expect(schemas['UpdatePlayer']).not.toHaveProperty('required');
    expect(schemas['VoiceState']).toEqual({
      type: 'object',
      properties: {
        token: text,
        endpoint: text,
        sessionId: text,
        channelId: { ...textOrNull, default: null },
      },
      required: ['token', 'endpoint', 'sessionId'],
    });
    expect(schemas['Tremolo']).toMatchObject({
      properties: { frequency: { default: 2 }, depth: { default: 0.5 } },
    });
    expect(schemas['Player']).toMatchObject({
      allOf: [
        {
          properties: { track: { anyOf: [ref('Track'), { type: 'null' }] } },
          required: ['guildId', 'track', 'volume', 'paused', 'state', 'voice', 'filters'],
        },
        { properties: { nextTrack: ref('NextTrack') } },
      ],
    });
    expect(schemas['LoadResult']).toMatchObject({
      anyOf: [
        { properties: { loadType: { const: 'track' }, data: ref('Track') } },
        { properties: { loadType: { const: 'playlist' }, data: ref('Playlist') } },
        { properties: { loadType: { const: 'search' }, data: { type: 'array', items: ref('Track') } } },
        { properties: { loadType: { const: 'empty' }, data: { type: 'null' } } },
        { properties: { loadType: { const: 'error' }, data: ref('Exception') } },
      ],
    });
    expect(schemas['EndReason']).toEqual({
      type: 'string',
      enum: ['finished', 'loadFailed', 'stopped', 'replaced', 'cleanup'],
    });
  });
});

describe('schemas', () => {
  it('refuse what they have no words for, rather than say anything', () => {
    expect(() => createSchemas().of(t.tuple([t.string]))).toThrow('No JSON Schema');
    expect(() => createSchemas().of(new t.Type('own', t.string.is, t.string.validate, t.identity))).toThrow(
      'No JSON Schema for own',
    );
  });

  it('refuse two codecs of one name', () => {
    const { of } = createSchemas();
    of(t.strict({ a: t.string }, 'Twin'));
    expect(() => of(t.strict({ b: t.string }, 'Twin'))).toThrow('two codecs named Twin');
  });
});
