import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';
import { guardedCallbacks } from './scripts/eslint/guarded-callbacks.mjs';

/** n8n's own lint, as it is for packages that are not meant for n8n Cloud. Every override says why. */
export default [
	{ ignores: ['dist/**', 'node_modules/**', 'coverage/**', '.cache/**'] },
	...configWithoutCloudSupport,
	{
		files: ['package.json'],
		rules: {
			// The vendors' SDKs do the talking; this package is for self-hosted n8n and cannot be verified anyway.
			'@n8n/community-nodes/no-runtime-dependencies': 'off',
			// The package belongs to its contributors: there is no one person whose address should stand here.
			'@n8n/community-nodes/valid-author': 'off',
			'n8n-nodes-base/community-package-json-author-name-missing': 'off',
			// They settle what this repository's own install gets; they do nothing where the package is installed.
			'@n8n/community-nodes/no-overrides-field': 'off',
			// There is no page but the README, which npm shows.
			'@n8n/community-nodes/require-homepage': 'off',
		},
	},
	{
		files: ['**/*.ts'],
		rules: {
			// Errors become n8n's in one place, nodes/shared/to-node-error.ts, so that no key or header gets into one;
			// lib knows nothing of n8n.
			'@n8n/community-nodes/require-node-api-error': 'off',
			// n8n requires every node file at its start, and a type import costs nothing there. `typeof import()` is
			// how a lazily loaded module is typed.
			'@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
			// Some signatures demand a name for what is not used; an underscore says so.
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
			],
		},
	},
	{
		files: ['lib/**/*.ts', 'nodes/**/*.ts', 'credentials/**/*.ts'],
		plugins: { 'routed-llm': { rules: { 'guarded-callbacks': guardedCallbacks } } },
		languageOptions: { parserOptions: { projectService: true } },
		rules: {
			// What is thrown where nothing catches it ends n8n with all its executions: callbacks go through `guarded`,
			'routed-llm/guarded-callbacks': 'error',
			// and a promise that is not waited for through `inBackground`, or it has a handler. `void` is none.
			'@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
			// An asynchronous function where a plain one is expected: its rejection has no handler.
			'@typescript-eslint/no-misused-promises': ['error', { checksConditionals: false }],
		},
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			// Tests plant made-up keys to prove that they turn up nowhere.
			'@n8n/community-nodes/no-hardcoded-secrets': 'off',
			// Tests start and kill processes: that is how a crash is tried out.
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			// A module's cost is measured, and its freshness had, by requiring it anew.
			'@typescript-eslint/no-require-imports': 'off',
		},
	},
];
