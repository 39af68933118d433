import type { z } from 'zod';
import { DEFAULTS } from '../../lib/config/defaults';
import { PROVIDER_TRAITS } from '../../lib/providers/traits';
import { deploymentInput, groupInput, type DeploymentInput } from '../../lib/config/input';
import { parseConfig } from '../../lib/config/parse-config';
import { ConfigError } from '../../lib/errors';
import { codeBlocks, readText, tableUnder } from './read-docs';

const text = readText('docs/configuration.md');
const tables = Object.fromEntries(
	['Deployment', 'Both', 'Group', 'Capabilities', 'Prices'].map((heading) => [heading, tableUnder(text, heading)]),
) as Record<'Deployment' | 'Both' | 'Group' | 'Capabilities' | 'Prices', string[][]>;
const names = (rows: string[][]) => rows.map(([name]) => name!);

const deploymentShape = Object.keys(deploymentInput.shape);
const groupShape = Object.keys(groupInput.shape);
const shared = deploymentShape.filter((name) => groupShape.includes(name));

const BASE: DeploymentInput = { provider: 'openai', model: 'm' };
type Table = keyof typeof tables;

/** The configuration is accepted with that setting in the places its table stands for. */
function accepts(table: Table, name: string, value: unknown): boolean {
	const inDeployment = { groups: { g: { deployments: [{ ...BASE, [name]: value }] } } };
	const inGroup = { groups: { g: { deployments: [BASE], [name]: value } } };
	const inPrices = {
		groups: { g: { deployments: [{ ...BASE, prices: { inputPerMillion: 1, outputPerMillion: 1, [name]: value } }] } },
	};
	const inSupports = { groups: { g: { deployments: [{ ...BASE, supports: { [name]: value } }] } } };
	const configs = {
		Capabilities: [inSupports],
		Deployment: [inDeployment],
		Both: [inDeployment, inGroup],
		Group: [inGroup],
		Prices: [inPrices],
	}[table];
	const verdicts = new Set(configs.map(isAccepted));
	expect(verdicts.size).toBe(1);
	return verdicts.has(true);
}

function isAccepted(config: unknown): boolean {
	try {
		parseConfig(config);
		return true;
	} catch (error) {
		if (error instanceof ConfigError) return false;
		throw error;
	}
}

describe('docs/configuration.md', () => {
	it('lists every setting once, where it belongs', () => {
		expect(names(tables.Both).sort()).toEqual([...shared].sort());
		expect(names(tables.Deployment).sort()).toEqual(deploymentShape.filter((name) => !shared.includes(name)).sort());
		expect(names(tables.Group).sort()).toEqual(groupShape.filter((name) => !shared.includes(name)).sort());
		const supports = (deploymentInput.shape.supports as z.ZodOptional<z.AnyZodObject>).unwrap();
		expect(names(tables.Capabilities).sort()).toEqual(Object.keys(supports.shape).sort());
		const prices = (deploymentInput.shape.prices as z.ZodOptional<z.AnyZodObject>).unwrap();
		expect(names(tables.Prices).sort()).toEqual(Object.keys(prices.shape).sort());
	});

	it('gives the defaults that hold', () => {
		const { maxAttemptsCap } = DEFAULTS;
		const byName = Object.fromEntries(
			Object.values(tables)
				.flat()
				.map(([name, , standard]) => [name, standard]),
		);
		expect(byName).toMatchObject({
			priority: `${DEFAULTS.priority}`,
			weight: `${DEFAULTS.weight}`,
			concurrency: `none; local Ollama ${PROVIDER_TRAITS.ollama.runsAtHome!.concurrency}`,
			firstTokenSeconds: `${DEFAULTS.firstTokenSeconds}; Ollama ${PROVIDER_TRAITS.ollama.firstTokenSeconds}`,
			idleSeconds: `${DEFAULTS.idleSeconds}`,
			attemptSeconds: 'none',
			retries: `${DEFAULTS.retries}`,
			allowedFails: `${DEFAULTS.allowedFails}`,
			cooldownSeconds: `${DEFAULTS.cooldownSeconds}`,
			patienceSeconds: `local: the longest queue wait; cloud: ${DEFAULTS.cloudPatienceSeconds}`,
			strategy: DEFAULTS.strategy,
			maxAttempts: `deployments + retries, at most ${maxAttemptsCap}`,
			deadlineSeconds: `${DEFAULTS.deadlineSeconds}`,
			maxQueueWaitSeconds: `${DEFAULTS.maxQueueWaitSeconds}`,
			midStreamFailure: DEFAULTS.midStreamFailure,
			failoverOnRefusal: 'false',
			localOnly: 'false',
		});
	});

	it('says "required" of what is, and of nothing else', () => {
		const required = Object.values(tables)
			.flat()
			.filter(([, , standard]) => standard === 'required');
		expect(names(required).sort()).toEqual(['deployments', 'inputPerMillion', 'model', 'outputPerMillion', 'provider']);
	});

	const bounded = Object.entries(tables).flatMap(([table, rows]) =>
		rows.flatMap(([name, takes]) => {
			const bounds = /^(over )?(\d+) to (\d+)$/.exec(takes!);
			return bounds
				? [
						{
							table: table as Table,
							name: name!,
							open: bounds[1] !== undefined,
							min: Number(bounds[2]),
							max: Number(bounds[3]),
						},
					]
				: [];
		}),
	);

	it.each(bounded)('$name takes what its row says and nothing beyond', ({ table, name, open, min, max }) => {
		expect(accepts(table, name, open ? min + 0.5 : min)).toBe(true);
		expect(accepts(table, name, max)).toBe(true);
		expect(accepts(table, name, open ? min : min - 1)).toBe(false);
		expect(accepts(table, name, max + 1)).toBe(false);
	});

	it('bounds every figure', () => {
		expect(bounded.length).toBeGreaterThanOrEqual(15);
	});

	const choices = Object.entries(tables).flatMap(([table, rows]) =>
		rows.flatMap(([name, takes]) =>
			/^[a-z-]+(, [a-z-]+)+$/.test(takes!) && name !== 'provider'
				? [{ table: table as Table, name: name!, words: takes!.split(', ') }]
				: [],
		),
	);

	it.each(choices)('$name takes $words and nothing else', ({ table, name, words }) => {
		const values = words.map((word) => ({ true: true, false: false })[word] ?? word);
		expect(values.map((value) => accepts(table, name, value))).toEqual(values.map(() => true));
		expect(accepts(table, name, 'something else')).toBe(false);
	});

	it('gives the base URLs that hold', () => {
		expect(Object.fromEntries(tableUnder(text, 'Base URLs'))).toEqual(
			Object.fromEntries(
				Object.entries(PROVIDER_TRAITS).map(([name, { defaultBaseUrl }]) => [name, defaultBaseUrl ?? 'none']),
			),
		);
	});

	it('shows a configuration that is accepted', () => {
		const [shown] = codeBlocks(text, 'json');
		const group = parseConfig(JSON.parse(shown!)).groups.get('chat')!;
		expect(group.deployments.map(({ locality }) => locality)).toEqual(['local', 'cloud']);
	});
});
