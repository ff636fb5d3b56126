import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Layers, lowest first: a file may import its own layer and those before it. */
const layers = [
  ['src/config.ts', 'src/config-values.ts', 'src/clock.ts', 'src/logger.ts'],
  ['src/register'],
  ['src/identity', 'src/calendar', 'src/documents', 'src/matters', 'src/notification'],
  ['src/engine', 'src/relay.ts', 'src/http', 'workers'],
  [
    'src/app.ts',
    'src/main.ts',
    'src/deploy-main.ts',
    'src/audit-main.ts',
    'src/staff-provision.ts',
    'src/provision-main.ts',
    'src/staff-accounts.ts',
  ],
];
const sdk = { group: ['@camunda8/sdk', '@camunda8/sdk/*'], message: 'Only src/engine knows the SDK.' };

/** Forbids imports from the layers above (and from local/, demo/, bench/, test/). */
function layerRules(layer, index) {
  const above = [...layers.slice(index + 1).flat(), 'local', 'demo', 'bench', 'test'].map((path) =>
    path.replace(/^src\//, ''),
  );
  const patterns = [
    {
      regex: `^\\.{1,2}/(\\.\\./)*(src/)?(${above.map((path) => path.replace('.', '\\.')).join('|')})(/|$)`,
      message: 'Imports go one way: main → http | engine | workers → domain → register → config.',
    },
  ];
  return layer.map((path) => ({
    files: [path.endsWith('.ts') ? path : `${path}/**/*.ts`],
    rules: {
      'no-restricted-imports': ['error', { patterns: path === 'src/engine' ? patterns : [...patterns, sdk] }],
    },
  }));
}

export default defineConfig(
  { ignores: ['node_modules/', 'dist/', 'data/', '.stack/', 'coverage/', 'src/http/assets/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  ...layers.flatMap(layerRules),
  {
    files: ['src/**/*.ts', 'workers/**/*.ts'],
    ignores: ['src/clock.ts', 'src/config.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Ask src/clock.ts for the time.' },
        { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Ask src/clock.ts for the time.',
        },
      ],
    },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
