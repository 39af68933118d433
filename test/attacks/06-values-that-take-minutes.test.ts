import { readModelGroups } from '../../lib';

const LENGTH = 180_000;
/** A pattern that tries every place anew takes minutes for such a text; one pass takes some milliseconds. */
const MAX_CPU_MS = 2_000;

const groups = (deployment: string, more = '') => `groups: { a: { deployments: [{ ${deployment} }] } }\n${more}`;
const liteLlm = (params: string) => `model_list: [{ model_name: a, litellm_params: { ${params} } }]\n`;
const own = 'provider: openai-compatible, model: m';

const TEXTS: Readonly<Record<string, string>> = {
	'a host of a Redis, colons and letters': groups(own, `redis: { host: "${'a:'.repeat(LENGTH / 2)}!" }\n`),
	'a host of a Redis, dots': groups(own, `redis: { host: "${'a.'.repeat(LENGTH / 2)}!" }\n`),
	'a URL of a Redis, number signs': groups(own, `redis: "redis://h/${'#'.repeat(LENGTH)}"\n`),
	'a base URL, slashes': groups(`${own}, baseUrl: "https://h${'/'.repeat(LENGTH)}x"`),
	'a base URL, a long host beside a key': groups(`${own}, apiKey: abcdefgh, baseUrl: "https://${'a'.repeat(LENGTH)}/"`),
	'a base URL that is looked up, with a path': groups(`${own}, baseUrl: os.environ/SLASHES/v1`),
	"an address of Azure's, slashes": liteLlm(
		`model: azure/m, api_base: "https://x.openai.azure.com${'/'.repeat(LENGTH)}x"`,
	),
};

describe('attack 06: one long value of a text that holds up all of n8n', () => {
	it.each(Object.entries(TEXTS))('is refused in time: %s', (_what, text) => {
		const secrets = new Map([['SLASHES', `https://h${'/'.repeat(LENGTH)}x`]]);
		const start = process.cpuUsage();
		const { faults } = readModelGroups({ text, secrets, environment: () => undefined, keysInText: 'refused' });
		const { user, system } = process.cpuUsage(start);
		expect(faults).not.toEqual([]);
		expect((user + system) / 1_000).toBeLessThan(MAX_CPU_MS);
	});
});
