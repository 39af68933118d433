import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProviders, type Endpoint, type ProviderName } from '../../lib';
import { closeProviderConnections } from '../../lib/providers/http/fetch';
import { startFaultServer, type FaultServer } from '../support/fault-server';

/** Those of the system and of every Node.js program; what they say is not for an SDK. */
const NOT_THEIRS = /^(HOME|APPDATA|USERPROFILE|XDG_CONFIG_HOME|PATH|PWD|NODE_.*|DEBUG)$/;
/** They name headers themselves. */
const HEADERS = ['OPENAI_CUSTOM_HEADERS', 'ANTHROPIC_CUSTOM_HEADERS'];

/** Every environment variable that the installed SDKs name. */
const VARIABLES = [
	...new Set(
		['openai', '@anthropic-ai/sdk', 'ollama'].flatMap((name) =>
			variablesIn(join(__dirname, '../../node_modules', name)),
		),
	),
]
	.filter((name) => !NOT_THEIRS.test(name))
	.sort();

function variablesIn(folder: string): string[] {
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.c?js$/.test(file));
	return files.flatMap((file) => {
		const text = readFileSync(join(folder, file), 'utf8');
		const patterns = [
			/readEnv\)?\(['"](\w+)['"]\)/g,
			/readEnvVar\([^,]+, ['"](\w+)['"]\)/g,
			/process\.env(?:\?)?(?:\.|\[['"])([A-Z]\w+)/g,
		];
		return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name!));
	});
}

const saved = { ...process.env };
let server: FaultServer;
let other: FaultServer;
beforeEach(async () => {
	[server, other] = await Promise.all([startFaultServer(), startFaultServer()]);
	for (const name of VARIABLES) process.env[name] = valueOf(name);
});
afterEach(async () => {
	for (const name of VARIABLES) {
		if (saved[name] === undefined) delete process.env[name];
		else process.env[name] = saved[name];
	}
	await Promise.all([server.close(), other.close()]);
	await closeProviderConnections();
});

function valueOf(name: string): string {
	if (HEADERS.includes(name)) return 'X-Planted: planted\nAuthorization: Bearer planted\nX-Api-Key: planted';
	return /URL|HOST/.test(name) ? other.url : `planted-${name}`;
}

async function ask(provider: ProviderName, endpoint: Endpoint): Promise<void> {
	const providers = createProviders();
	const signal = AbortSignal.timeout(10_000);
	const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hello' }] }];
	for await (const event of providers[provider].stream({ endpoint, model: 'm', messages, settings: {}, signal }))
		void event;
	await providers[provider].listModels(endpoint, signal);
}

describe('attack 17: header variables of the SDKs in the environment of n8n', () => {
	it('are among the variables that the SDKs read', () => {
		expect(VARIABLES).toEqual(
			expect.arrayContaining([
				...HEADERS,
				'OPENAI_API_KEY',
				'OPENAI_BASE_URL',
				'OPENAI_ORG_ID',
				'OPENAI_LOG',
				'ANTHROPIC_API_KEY',
				'ANTHROPIC_AUTH_TOKEN',
				'ANTHROPIC_BASE_URL',
				'OLLAMA_API_KEY',
			]),
		);
	});

	it.each<[ProviderName, string]>([
		['openai', '/v1'],
		['openai-compatible', '/v1'],
		['anthropic', ''],
		['ollama', ''],
	])('are seen by no server, nor is any other variable of theirs: %s', async (provider, path) => {
		for (const apiKey of ['own-key', undefined]) {
			await ask(provider, { baseUrl: server.url + path, apiKey, headers: { 'X-Own': 'own-header' } });
			await ask(provider, { baseUrl: server.url + path, apiKey, headers: {} });
		}
		const requests = [...server.requests, ...server.freeRequests];
		expect(server.requests).toHaveLength(4);
		for (const { headers, path: asked, body } of requests)
			expect(JSON.stringify([headers, asked, body])).not.toContain('planted');
		const keys = server.requests.map(({ headers }) => headers.authorization ?? headers['x-api-key']);
		expect(keys.map((key) => key?.includes('own-key') ?? false)).toEqual([true, true, false, false]);
		expect(server.requests[0]!.headers['x-own']).toBe('own-header');
		expect([...other.requests, ...other.freeRequests]).toEqual([]);
	});
});
