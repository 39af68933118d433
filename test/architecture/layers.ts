/** The import rules as data. Paths are from the root; a folder stands for everything in it that has no
 * layer of its own. */
export interface Layer {
	path: string;
	/** Our own files and folders it may import. Itself, when a folder, is always among them. */
	mayImport: readonly string[];
}

const EDGE = [
	'lib/types',
	'lib/bounds.ts',
	'lib/clock.ts',
	'lib/guarded.ts',
	'lib/pause.ts',
	'lib/errors.ts',
	'lib/without-trailing-slashes.ts',
	'lib/policy',
];

/** What is known of each provider, as data: for decisions too, although the adapters beside it are an edge. */
const TRAITS = 'lib/providers/traits.ts';

export const LAYERS: readonly Layer[] = [
	// Vocabulary
	{ path: 'lib/types', mayImport: [] },
	{ path: 'lib/bounds.ts', mayImport: [] },
	{ path: 'lib/guarded.ts', mayImport: [] },
	{ path: 'lib/clock.ts', mayImport: ['lib/guarded.ts'] },
	{ path: 'lib/pause.ts', mayImport: ['lib/clock.ts', 'lib/guarded.ts'] },
	{ path: 'lib/call-id.ts', mayImport: [] },
	{ path: 'lib/data-url.ts', mayImport: [] },
	{ path: 'lib/without-trailing-slashes.ts', mayImport: [] },
	{ path: 'lib/errors.ts', mayImport: ['lib/types'] },
	{
		path: 'lib/config',
		mayImport: ['lib/types', 'lib/bounds.ts', 'lib/errors.ts', 'lib/without-trailing-slashes.ts', 'lib/policy', TRAITS],
	},
	{ path: TRAITS, mayImport: ['lib/types'] },
	// Decisions
	{ path: 'lib/policy', mayImport: ['lib/types', 'lib/bounds.ts', TRAITS] },
	{ path: 'lib/pricing', mayImport: ['lib/types', TRAITS] },
	{ path: 'lib/redaction', mayImport: ['lib/types'] },
	// Edges
	{ path: 'lib/providers', mayImport: [...EDGE, 'lib/data-url.ts', 'lib/redaction'] },
	{ path: 'lib/state', mayImport: EDGE },
	{ path: 'lib/usage', mayImport: EDGE },
	{ path: 'lib/alerts', mayImport: EDGE },
	// The one loop
	{
		path: 'lib/router',
		mayImport: [
			...EDGE,
			'lib/call-id.ts',
			'lib/config',
			'lib/pricing',
			'lib/providers',
			'lib/redaction',
			'lib/state',
			'lib/usage',
		],
	},
	// The way in
	{ path: 'lib/index.ts', mayImport: ['lib'] },
	{ path: 'credentials', mayImport: [] },
	{ path: 'nodes', mayImport: ['lib/index.ts'] },
];

/** Where each driver may be named, in whatever way. Every runtime dependency has one owner. */
export const OWNERS: Readonly<Record<string, string>> = {
	openai: 'lib/providers/openai',
	'@anthropic-ai/sdk': 'lib/providers/anthropic',
	ollama: 'lib/providers/ollama',
	undici: 'lib/providers/http',
	ioredis: 'lib/state/redis',
	pg: 'lib/usage/postgres',
	luxon: 'lib/usage/reports',
	'@resvg/resvg-wasm': 'lib/usage/reports/chart',
	'd3-array': 'lib/usage/reports/chart',
	'node:sqlite': 'lib/usage/sqlite',
	'@pydantic/genai-prices': 'lib/pricing',
	zod: 'lib/config',
	yaml: 'lib/config',
};

/** Light enough to be loaded with the library. Everything else in `OWNERS` waits for its first use. */
export const LOADED_WITH_LIB: readonly string[] = ['zod'];

/** n8n's own packages, for `nodes` and `credentials` only. */
export const isN8nPackage = (name: string): boolean => name.startsWith('n8n-') || name.startsWith('@n8n/');

export const isInside = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);
