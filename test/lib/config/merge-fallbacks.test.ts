import type { DeploymentInput, GroupInput } from '../../../lib/config/input';
import { parseConfig } from '../../../lib/config/parse-config';
import type { ModelGroup } from '../../../lib/types/deployment';

type Row = Partial<DeploymentInput>;

const cloud = (model: string, more: Row = {}): Row => ({
	provider: 'openai',
	apiKey: 'key',
	name: model,
	model,
	...more,
});
const local = (model: string, more: Row = {}): Row => ({ provider: 'ollama', name: model, model, ...more });

function parsed(
	groups: Record<string, Omit<Partial<GroupInput>, 'deployments'> & { deployments: Row[] }>,
): ReadonlyMap<string, ModelGroup> {
	return parseConfig({ groups }).groups;
}

const chain = ({ deployments }: ModelGroup) => deployments.map(({ name, priority }) => `${name}${priority}`).join(' ');
const longChain = ({ longCallDeployments }: ModelGroup) =>
	longCallDeployments.map(({ name, priority }) => `${name}${priority}`).join(' ');

describe('fallbacks', () => {
	it('follow with their own order of priorities, beyond those of the group', () => {
		const groups = parsed({
			chat: { deployments: [cloud('a'), cloud('b', { priority: 3 })], fallbacks: ['spare', 'last'] },
			spare: { deployments: [cloud('c', { priority: 2 }), cloud('d')] },
			last: { deployments: [cloud('e')] },
		});
		expect(chain(groups.get('chat')!)).toBe('a1 b3 c5 d4 e6');
		expect(chain(groups.get('spare')!)).toBe('c2 d1');
	});

	it('go on with those of the groups reached, nearest first, each group once', () => {
		const groups = parsed({
			chat: { deployments: [cloud('a')], fallbacks: ['b', 'c'] },
			b: { deployments: [cloud('b')], fallbacks: ['d', 'c'] },
			c: { deployments: [cloud('c')], fallbacks: ['e'] },
			d: { deployments: [cloud('d')] },
			e: { deployments: [cloud('e')] },
		});
		expect(chain(groups.get('chat')!)).toBe('a1 b2 c3 d4 e5');
	});

	it('may run in a circle', () => {
		const groups = parsed({
			one: { deployments: [cloud('a')], fallbacks: ['two'] },
			two: { deployments: [cloud('b')], fallbacks: ['one'] },
		});
		expect(chain(groups.get('one')!)).toBe('a1 b2');
		expect(chain(groups.get('two')!)).toBe('b1 a2');
	});

	it('add nothing that is there already, whatever it is called', () => {
		const groups = parsed({
			chat: { deployments: [cloud('a', { rpm: 5 })], fallbacks: ['spare'] },
			spare: { deployments: [cloud('a', { name: 'again', rpm: 9 }), cloud('b')] },
		});
		expect(chain(groups.get('chat')!)).toBe('a1 b2');
		expect(groups.get('chat')!.deployments[0]!.limits.rpm).toBe(5);
	});

	it('get names that no other deployment has', () => {
		const groups = parsed({
			chat: { deployments: [cloud('a')], fallbacks: ['spare'], contextWindowFallbacks: ['long'] },
			spare: { deployments: [cloud('b', { name: 'a' })] },
			long: { deployments: [cloud('c', { name: 'a' })] },
		});
		expect(chain(groups.get('chat')!)).toBe('a1 a (2)2');
		expect(longChain(groups.get('chat')!)).toBe('a (3)3');
		expect(chain(groups.get('spare')!)).toBe('a1');
	});

	it("keep their own group's settings, while the call has those of the group asked for", () => {
		const groups = parsed({
			chat: {
				deployments: [cloud('a')],
				fallbacks: ['spare'],
				strategy: 'least-used',
				deadlineSeconds: 10,
				retries: 0,
			},
			spare: {
				deployments: [cloud('b'), local('c')],
				strategy: 'weighted',
				deadlineSeconds: 99,
				maxQueueWaitSeconds: 7,
				retries: 4,
				firstTokenSeconds: 5,
				cooldownSeconds: 8,
			},
		});
		const chat = groups.get('chat')!;
		expect(chat).toMatchObject({ strategy: 'least-used', deadlineMs: 10_000, maxQueueWaitMs: 300_000 });
		expect(chat.deployments[0]).toMatchObject({ retries: 0, timeouts: { firstTokenMs: 60_000 } });
		expect(chat.deployments[1]).toMatchObject({
			retries: 4,
			timeouts: { firstTokenMs: 5_000 },
			cooldown: { cooldownMs: 8_000 },
		});
		expect(chat.deployments[2]!.patienceMs).toBe(7_000);
	});

	it('count in the attempts a call may make, which are bounded as ever', () => {
		const many = (prefix: string) => Array.from({ length: 6 }, (_, row) => cloud(`${prefix}${row}`));
		const groups = parsed({
			chat: { deployments: [cloud('a')], fallbacks: ['spare'], contextWindowFallbacks: ['long'] },
			spare: { deployments: [cloud('b'), cloud('c', { retries: 2 })] },
			long: { deployments: [cloud('d')] },
			large: { deployments: many('x'), fallbacks: ['larger'] },
			larger: { deployments: many('y') },
			said: { deployments: [cloud('a')], fallbacks: ['spare'], maxAttempts: 1 },
		});
		expect(['chat', 'large', 'said'].map((name) => groups.get(name)!.maxAttempts)).toEqual([6, 10, 1]);
	});

	it('are frozen', () => {
		const [, spare] = parsed({
			chat: { deployments: [cloud('a')], fallbacks: ['b'] },
			b: { deployments: [cloud('b')] },
		}).get('chat')!.deployments;
		expect([spare, spare!.endpoint, spare!.supports].every(Object.isFrozen)).toBe(true);
	});
});

describe('a fallback that is local only', () => {
	it('gives no cloud deployment, and leads to none', () => {
		const groups = parsed({
			chat: { deployments: [cloud('a')], fallbacks: ['home'] },
			home: {
				deployments: [local('b'), cloud('c')],
				localOnly: true,
				fallbacks: ['rented'],
				contextWindowFallbacks: ['long'],
			},
			rented: { deployments: [cloud('d'), local('e')] },
			long: { deployments: [cloud('f'), local('g')] },
		});
		expect(chain(groups.get('chat')!)).toBe('a1 b2 e3');
		expect(longChain(groups.get('chat')!)).toBe('g4');
	});

	it('takes nothing from a group that is reached past it too', () => {
		const groups = parsed({
			chat: { deployments: [cloud('a')], fallbacks: ['home', 'other'] },
			home: { deployments: [local('b')], localOnly: true, fallbacks: ['rented'] },
			other: { deployments: [cloud('c')], fallbacks: ['rented'] },
			rented: { deployments: [cloud('d'), local('e')] },
		});
		expect(chain(groups.get('chat')!)).toBe('a1 b2 c3 e4 d5');
	});

	it('keeps its cloud deployments in its own list: its calls say why they leave them out', () => {
		const groups = parsed({ home: { deployments: [local('b'), cloud('c')], localOnly: true } });
		expect(chain(groups.get('home')!)).toBe('b1 c1');
	});
});

describe('fallbacks for long calls', () => {
	it('stand apart, behind all others, without those that are among the others', () => {
		const groups = parsed({
			chat: { deployments: [cloud('a')], fallbacks: ['spare'], contextWindowFallbacks: ['long'] },
			spare: { deployments: [cloud('b')] },
			long: { deployments: [cloud('b'), cloud('c')] },
		});
		expect(chain(groups.get('chat')!)).toBe('a1 b2');
		expect(longChain(groups.get('chat')!)).toBe('c3');
	});

	it('are also those of the fallbacks, and go on with both kinds', () => {
		const groups = parsed({
			chat: { deployments: [cloud('a')], fallbacks: ['spare'], contextWindowFallbacks: ['long'] },
			spare: { deployments: [cloud('b')], contextWindowFallbacks: ['longer'] },
			long: { deployments: [cloud('c')], fallbacks: ['backup'], contextWindowFallbacks: ['longest'] },
			longer: { deployments: [cloud('d')] },
			longest: { deployments: [cloud('e')] },
			backup: { deployments: [cloud('f')] },
		});
		expect(chain(groups.get('chat')!)).toBe('a1 b2');
		expect(longChain(groups.get('chat')!)).toBe('c3 d4 f5 e6');
	});
});
