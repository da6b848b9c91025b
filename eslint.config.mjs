// The import rules of docs/ARCHITECTURE.md live here, so that an arrow that is not in the picture fails the lint.
import { readdirSync } from 'node:fs';
import importX from 'eslint-plugin-import-x';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

/** What the adapters of one kind have in common is no adapter. */
const COMMON = ['shared', 'resample'];

const dirs = (parent) =>
  readdirSync(new URL(parent, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !COMMON.includes(entry.name))
    .map((entry) => `./${parent}/${entry.name}`);

/** Every adapter folder: none of them may import another one. */
const adapters = [
  ...dirs('src/sources'),
  ...dirs('src/codecs'),
  ...dirs('src/containers'),
  './src/voice',
  './src/dsp',
  './src/server',
  './src/config',
  './src/ops',
  './src/routeplanner',
  './src/gateway',
];

const zone = (target, from, message, except = []) => ({ target, from, message, except });

const zones = [
  zone('./streams', './src', 'streams/ is the graph: it knows ports, not adapters.'),
  zone('./src/protocol', './src', 'src/protocol imports nothing of ours.', ['./protocol']),
  zone('./src/protocol', './streams', 'src/protocol imports nothing of ours.'),
  zone('./src/server', './streams', 'The server talks to the engine, not to pipelines.', [
    './commands.ts',
    './events.ts',
  ]),
  ...adapters.flatMap((target) =>
    adapters
      .filter((from) => from !== target)
      .map((from) => zone(target, from, 'Adapters never import each other; main.ts wires them.')),
  ),
];

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/', 'src/dsp/kernel.generated.ts', 'src/dsp/**/*.as.ts'] },
  ...tseslint.configs.recommendedTypeChecked.map((part) => ({ ...part, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX, 'rxjs-x': rxjsX },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.mjs', '.js'] } } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'rxjs-x/no-nested-subscribe': 'error',
      'rxjs-x/no-unsafe-takeuntil': 'error',
      'rxjs-x/no-async-subscribe': 'error',
      'rxjs-x/no-exposed-subjects': 'error',
      'rxjs-x/no-sharereplay': 'error',
    },
  },
  {
    files: ['streams/**/*.ts', 'src/**/*.ts'],
    ignores: ['**/*.codec.ts', '**/*.test.ts'],
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }] },
  },
  {
    files: ['streams/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(?!rxjs$|fp-ts/|\\.)', message: 'streams/ imports only rxjs, fp-ts and itself.' },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate', 'process', 'Buffer', 'performance', 'fetch'].map(
          (name) => ({
            name,
            message: 'streams/ gets time and the world from ctx.',
          }),
        ),
      ],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now', message: 'Use ctx.clock.' }],
    },
  },
  {
    files: ['test/**/*.ts', 'marbles/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    rules: { '@typescript-eslint/require-await': 'off', 'rxjs-x/no-exposed-subjects': 'off' },
  },
);
