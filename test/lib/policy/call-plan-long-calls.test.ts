import { parseConfig } from '../../../lib/config/parse-config';
import type { ModelDetails } from '../../../lib/policy/abilities';
import { afterFailure, openEntries, planCall, type CallPlan, type NextStep } from '../../../lib/policy/call-plan';
import type { Ability } from '../../../lib/policy/call-needs';
import type { Capabilities, ModelGroup } from '../../../lib/types/deployment';

interface Model {
	name: string;
	/** As others know it; absent: nobody does. */
	window?: number;
	supports?: Capabilities;
	local?: boolean;
}

/** A group of `usual` models one behind the other, and of `long` ones for long calls. */
function groupOf(
	usual: Model[],
	long: Model[],
): { group: ModelGroup; detailsOf: (deployment: { model: string }) => ModelDetails } {
	const rows = (models: Model[]) =>
		models.map(({ name, local }, row) => ({
			provider: 'openai' as const,
			name,
			model: name,
			priority: row + 1,
			locality: local ? ('local' as const) : undefined,
		}));
	const { groups } = parseConfig({
		groups: { chat: { deployments: rows(usual), contextWindowFallbacks: ['long'] }, long: { deployments: rows(long) } },
	});
	const detailsOf = ({ model }: { model: string }) => {
		const { window, supports = {} } = [...usual, ...long].find(({ name }) => name === model)!;
		return { supports, contextWindow: window };
	};
	return { group: groups.get('chat')!, detailsOf };
}

type Setup = ReturnType<typeof groupOf>;

const plan = ({ group, detailsOf }: Setup, inputTokens: number, abilities: Ability[] = [], localOnly = false) =>
	planCall(group, { localOnly, inputTokens, abilities, long: true }, detailsOf, () => 0.5);

function tooLong({ group, detailsOf }: Setup, before: CallPlan, name: string, inputTokens: number): NextStep {
	const failed = before.entries.find(({ deployment }) => deployment.name === name)!;
	return afterFailure(
		before,
		failed.deployment.id,
		{ kind: 'context_window', message: 'too long', reached: true },
		{
			group,
			contextWindowOf: (deployment) => detailsOf(deployment).contextWindow,
			inputTokens,
			nowMs: 0,
			random: () => 0.5,
		},
	);
}

const open = (of: CallPlan) =>
	openEntries(of)
		.map(({ deployment }) => deployment.name)
		.join('');
const skipped = (of: CallPlan) => of.skipped.map(({ deployment, reason }) => `${deployment}: ${reason}`);

describe('planning a call that may be too long', () => {
	const setup = groupOf(
		[
			{ name: 'a', window: 4_000 },
			{ name: 'b', window: 8_000 },
		],
		[{ name: 'c', window: 16_000 }, { name: 'd' }, { name: 'e', window: 9_000 }],
	);

	it('leaves those for long calls out of a call that fits somewhere, without a word', () => {
		expect([open(plan(setup, 3_000)), skipped(plan(setup, 3_000))]).toEqual(['ab', []]);
		expect(open(plan(setup, 5_000))).toBe('b');
		expect(skipped(plan(setup, 5_000))).toEqual([
			'a: the request of about 5000 tokens is longer than its context window of 4000',
		]);
	});

	it('brings them in when every window is too small, without those known to be too small too', () => {
		const long = plan(setup, 10_000);
		expect(open(long)).toBe('cd');
		expect(skipped(long).map((line) => line[0])).toEqual(['a', 'b', 'e']);
	});

	it('leaves nothing when all are known to be too small', () => {
		const { entries, skipped: all } = plan(groupOf([{ name: 'a', window: 10 }], [{ name: 'b', window: 20 }]), 30);
		expect([entries, all.map(({ deployment }) => deployment)]).toEqual([[], ['a', 'b']]);
	});

	it('tries a window that nobody knows before those for long calls', () => {
		expect(open(plan(groupOf([{ name: 'a' }], [{ name: 'b', window: 9_000 }]), 5_000))).toBe('a');
	});

	it('does not take what a call needs beyond text for its length', () => {
		const blind = groupOf([{ name: 'a', supports: { images: false } }], [{ name: 'b' }]);
		expect(plan(blind, 10, ['images']).entries).toEqual([]);
		const mixed = groupOf(
			[
				{ name: 'a', supports: { images: false } },
				{ name: 'b', window: 5 },
			],
			[{ name: 'c' }, { name: 'd', supports: { images: false } }],
		);
		expect(open(plan(mixed, 10, ['images']))).toBe('c');
		expect(skipped(plan(mixed, 10, ['images'])).at(-1)).toBe('d: it does not take images, as its server says');
	});

	it('keeps a long call local only', () => {
		const home = groupOf([{ name: 'a', window: 5, local: true }], [{ name: 'b' }, { name: 'c', local: true }]);
		const long = plan(home, 10, [], true);
		expect([open(long), long.lone]).toEqual(['c', true]);
		expect(skipped(long).at(-1)).toBe('b: it is a cloud deployment and the call is marked local only');
	});
});

describe('a prompt that a provider finds too long', () => {
	it('goes to the larger ones of the group, then to those for long calls, known to be larger or unknown', () => {
		const setup = groupOf(
			[{ name: 'a', window: 8_000 }, { name: 'b', window: 8_000 }, { name: 'c', window: 9_000 }, { name: 'd' }],
			[{ name: 'e' }, { name: 'f', window: 8_000 }, { name: 'g', window: 32_000 }],
		);
		const step = tooLong(setup, plan(setup, 5_000), 'a', 5_000);
		expect([step.kind, open(step.plan)]).toEqual(['go_on', 'ceg']);
		expect(skipped(step.plan)).toEqual([
			'b: its context window of 8000 is no larger than the one that was too small',
			'd: nobody knows whether its context window is larger than the one that was too small',
			'f: its context window of 8000 is no larger than the one that was too small',
		]);
	});

	it('goes on from one of unknown size to the next for long calls', () => {
		const setup = groupOf([{ name: 'a' }], [{ name: 'b' }, { name: 'c' }]);
		const first = tooLong(setup, plan(setup, 10), 'a', 10);
		const second = tooLong(setup, first.plan, 'b', 10);
		expect([open(first.plan), open(second.plan)]).toEqual(['bc', 'c']);
		expect(tooLong(setup, second.plan, 'c', 10).kind).toBe('rejected');
	});

	it('goes only where the rest of what it needs is served, and says why not elsewhere', () => {
		const setup = groupOf([{ name: 'a' }], [{ name: 'b', supports: { images: false } }, { name: 'c' }]);
		const step = tooLong(setup, plan(setup, 10, ['images']), 'a', 10);
		expect(open(step.plan)).toBe('c');
		expect(skipped(step.plan)).toEqual(['b: it does not take images, as its server says']);
	});

	it('makes a deployment for long calls lone only when it is the only one left', () => {
		const loneOf = (long: Model[]) => {
			const setup = groupOf([{ name: 'a' }], long);
			return tooLong(setup, plan(setup, 10), 'a', 10).plan.lone;
		};
		expect([loneOf([{ name: 'b' }]), loneOf([{ name: 'b' }, { name: 'c' }])]).toEqual([true, false]);
	});

	it('is not sent to those for long calls for any other failure', () => {
		const setup = groupOf([{ name: 'a' }, { name: 'b' }], [{ name: 'c' }]);
		const before = plan(setup, 10);
		const failed = before.entries[0]!.deployment;
		const step = afterFailure(
			before,
			failed.id,
			{ kind: 'server', message: 'it failed', reached: true },
			{
				group: setup.group,
				contextWindowOf: () => undefined,
				inputTokens: 10,
				nowMs: 0,
				random: () => 0.5,
			},
		);
		expect(open(step.plan)).not.toContain('c');
	});
});
