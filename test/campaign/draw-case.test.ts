import { drawCase } from './draw-case';
import { CATALOGUE, canPlay } from './faults/catalogue';

const BOTH = ['memory', 'redis'] as const;

describe('a drawn case', () => {
	it('is the same whenever it is drawn', () => {
		expect(drawCase(5, 17, BOTH)).toEqual(drawCase(5, 17, BOTH));
		expect(drawCase(5, 17, BOTH)).not.toEqual(drawCase(5, 18, BOTH));
		expect(drawCase(5, 17, BOTH)).not.toEqual(drawCase(6, 17, BOTH));
	});

	it('is the same but for the store where there is no Redis', () => {
		for (let number = 0; number < 50; number++)
			expect({ ...drawCase(5, number, ['memory']), store: 'any' }).toEqual({
				...drawCase(5, number, BOTH),
				store: 'any',
			});
	});

	it('gives a deployment only faults that its kind of server has', () => {
		for (let number = 0; number < 200; number++)
			for (const { provider, faults } of drawCase(1, number, BOTH).deployments)
				for (const id of faults) expect([id, canPlay(provider, id)]).toEqual([id, true]);
	});

	it('deals every fault out before long', () => {
		const dealt = new Set<string>();
		for (let number = 0; number < 600; number++)
			for (const { faults } of drawCase(1, number, BOTH).deployments) for (const id of faults) dealt.add(id);
		expect([...CATALOGUE.keys()].filter((id) => !dealt.has(id))).toEqual([]);
	});

	it('plays only what is in focus', () => {
		const dealt = Array.from({ length: 50 }, (_, number) => drawCase(1, number, BOTH, ['stall/']).deployments).flat();
		expect(dealt.flatMap(({ faults }) => faults).filter((id) => !id.startsWith('stall/'))).toEqual([]);
	});
});
