import { parseConfig, readModelGroups, type ModelGroups } from '../../lib';
import { MAX_GROUPS_TEXT_LENGTH, MAX_MERGED_DEPLOYMENTS, MAX_REPORTED_FAULTS } from '../../lib/bounds';
import { mutations, seededRandom } from '../lib/config/model-groups/mutations';
import { SECRETS, SOUND_TEXTS } from '../lib/config/model-groups/sound-texts';

const { LARGE_TEXTS, grown } = require('../../scripts/soak/large-texts.js') as {
	LARGE_TEXTS: Readonly<Record<string, (scale: number) => string>>;
	grown: (text: string, times: number) => string;
};

/** The aim is 1 s; ten times that is a fault on any machine. */
const MAX_CPU_MS = 10_000;
const TIMEOUT_MS = 120_000;

const secrets = new Map([['LONG_KEY', 'k'.repeat(8_000)], ...Object.entries(SECRETS)]);

function read(text: string): ModelGroups {
	return readModelGroups({ text, secrets, environment: () => undefined, keysInText: 'refused' });
}

/** Of this process: what others do at the same time changes it little. */
function cpuMsOf(work: () => void): number {
	const start = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(start);
	return (user + system) / 1_000;
}

describe('attack 06: a text of model groups that holds up all of n8n', () => {
	it.each(Object.entries(LARGE_TEXTS))(
		'is read and routed in time, and twice the text in about twice the time: %s',
		(_what, make) => {
			const text = make(1);
			expect(text.length).toBeLessThanOrEqual(MAX_GROUPS_TEXT_LENGTH);
			let groups: ModelGroups | undefined;
			const halfMs = cpuMsOf(() => read(make(0.5)));
			const wholeMs = cpuMsOf(() => (groups = read(text)));
			expect(groups!.faults.length).toBeLessThanOrEqual(MAX_REPORTED_FAULTS);
			expect(wholeMs).toBeLessThan(MAX_CPU_MS);
			// A half that is refused early is no measure; a second more is none of the minutes that it once took.
			expect(wholeMs).toBeLessThan(3 * halfMs + 1_000);
			if (groups!.config === undefined) expect(groups!.faults).not.toEqual([]);
			else expect(cpuMsOf(() => parseConfig(groups!.config))).toBeLessThan(MAX_CPU_MS);
		},
		TIMEOUT_MS,
	);

	it.each([
		['commas', ','],
		['brackets', '[]'],
		['quotes', '"'],
		['opening brackets', '['],
		['groups', '  a: { deployments: [] }\n'],
	])('is refused by its length alone: 900 kB of %s', (_what, piece) => {
		const text = piece.repeat(900_000 / piece.length);
		let groups: ModelGroups | undefined;
		expect(cpuMsOf(() => (groups = read(text)))).toBeLessThan(1_000);
		expect(groups!.faults).toEqual([
			{ line: 1, column: 1, message: expect.stringMatching(/^The text is longer than 200,000 characters;/) },
		]);
	});

	it.each(['800 groups, each falls back on the next', '3,000 groups of one alias, each falls back on the next'])(
		'that merges to too many deployments is one fault with a remedy: %s',
		(what) => {
			expect(read(LARGE_TEXTS[what]!(1)).faults).toEqual([
				{
					line: expect.any(Number),
					column: expect.any(Number),
					message: `With those of their fallbacks, the model groups have more than ${MAX_MERGED_DEPLOYMENTS} deployments together; shorten the lists of fallbacks, or the groups that many others fall back to`,
				},
			]);
		},
	);

	it('may merge to nearly as many', () => {
		const { config, faults } = read(LARGE_TEXTS['140 groups that all fall back on each other']!(1));
		expect(faults).toEqual([]);
		const { groups } = parseConfig(config);
		expect([...groups.values()].map(({ deployments }) => deployments.length)).toEqual(Array(140).fill(140));
	});

	it('that stands for too much is one fault too, with its place', () => {
		for (const what of [
			'LiteLLM: 2,000 groups, all of them default fallbacks',
			'LiteLLM: 1,000 aliases of a group with 1,000 deployments',
		])
			expect(read(LARGE_TEXTS[what]!(1)).faults).toEqual([
				{ line: expect.any(Number), column: expect.any(Number), message: expect.stringMatching(/becomes too large/) },
			]);
	});

	it(
		'with mistakes in all of its parts is read to its hundredth fault, twice the text in about twice the time',
		() => {
			const mutated = mutations(Object.values(SOUND_TEXTS), 500, seededRandom(6));
			expect(mutated).toHaveLength(500);
			let most = 0;
			const totalMs = [8, 16].map((times) =>
				cpuMsOf(() => {
					for (const { text } of mutated) {
						const { faults, config } = read(grown(text, times));
						expect(config).toBeUndefined();
						expect(faults.length).toBeGreaterThan(0);
						most = Math.max(most, faults.length);
					}
				}),
			);
			expect(most).toBeLessThanOrEqual(MAX_REPORTED_FAULTS);
			expect(totalMs[1]).toBeLessThan(3 * totalMs[0]!);
		},
		TIMEOUT_MS,
	);

	it('with a hundred thousand mistakes is read to its hundredth fault', () => {
		const text = `groups:\n  chat:\n    deployments:\n${'      - { provder: a, modle: b, rmp: c }\n'.repeat(4_000)}`;
		expect(read(text).faults).toHaveLength(MAX_REPORTED_FAULTS);
	});
});
