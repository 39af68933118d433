import { SlidingWindow } from '../../../lib/policy/sliding-window';

describe('sliding window', () => {
	it('counts an entry from its time on, for exactly one window', () => {
		const log = new SlidingWindow();
		log.add('a', 1000, 7);
		log.expire(1000, 500);
		expect([log.count, log.sum]).toEqual([1, 7]);
		log.expire(1499, 500);
		expect([log.count, log.sum]).toEqual([1, 7]);
		log.expire(1500, 500);
		expect([log.count, log.sum, log.has('a')]).toEqual([0, 0, false]);
	});

	it('corrects a weight in place: the entry keeps its time', () => {
		const log = new SlidingWindow();
		log.add('a', 0, 100);
		log.add('b', 10, 20);
		log.correct('a', 150);
		log.correct('unknown', 1);
		expect(log.sum).toBe(170);
		log.expire(100, 100);
		expect([log.count, log.sum]).toEqual([1, 20]);
		log.correct('a', 999);
		expect(log.sum).toBe(20);
	});

	it('lets an entry count from a later time on, in its place among the others', () => {
		const log = new SlidingWindow();
		log.add('a', 0, 1);
		log.add('b', 10, 10);
		log.add('c', 40, 100);
		log.moveTo('a', 20);
		log.moveTo('c', 30); // not earlier
		log.moveTo('unknown', 50);
		expect([log.count, log.sum, log.timeOf('a'), log.timeOf('c')]).toEqual([3, 111, 20, 40]);
		expect(log.msUntilCountBelow(3, 50, 100)).toBe(60);
		expect(log.msUntilSumAtMost(100, 50, 100)).toBe(70);
		log.expire(119, 100);
		expect([log.count, log.sum]).toEqual([2, 101]);
		log.expire(120, 100);
		expect([log.count, log.sum]).toEqual([1, 100]);
	});

	it('counts an id that is added twice once, from the second time on', () => {
		const log = new SlidingWindow();
		log.add('a', 0, 5);
		log.add('a', 50, 6);
		expect([log.count, log.sum]).toEqual([1, 6]);
		log.expire(100, 100);
		expect(log.count).toBe(1);
	});

	it('forgets a removed entry wherever it stands', () => {
		for (const id of ['a', 'b', 'c']) {
			const log = new SlidingWindow();
			['a', 'b', 'c'].forEach((name, i) => log.add(name, i, 10 ** i));
			log.remove(id);
			log.remove(id);
			expect(log.count).toBe(2);
			expect(log.sum).toBe(111 - { a: 1, b: 10, c: 100 }[id]!);
			log.add('d', 3, 1000);
			log.expire(102, 100);
			expect([log.count, log.sum]).toEqual([1, 1000]);
		}
	});

	it('says exactly when there is room for one more', () => {
		const log = new SlidingWindow();
		[0, 10, 20, 30].forEach((atMs) => log.add(`at-${atMs}`, atMs, 1));
		log.remove('at-10');
		expect(log.msUntilCountBelow(4, 40, 100)).toBe(0);
		expect(log.msUntilCountBelow(3, 40, 100)).toBe(60);
		expect(log.msUntilCountBelow(2, 40, 100)).toBe(80);
		expect(log.msUntilCountBelow(1, 40, 100)).toBe(90);
	});

	it('says exactly when the weights have come down', () => {
		const log = new SlidingWindow();
		log.add('a', 0, 600);
		log.add('b', 10, 800);
		expect(log.msUntilSumAtMost(1400, 20, 100)).toBe(0);
		expect(log.msUntilSumAtMost(1399, 20, 100)).toBe(80);
		expect(log.msUntilSumAtMost(800, 20, 100)).toBe(80);
		expect(log.msUntilSumAtMost(799, 20, 100)).toBe(90);
		expect(log.msUntilSumAtMost(0, 20, 100)).toBe(90);
	});

	it('agrees with a plain list through a long random history', () => {
		let seed = 7;
		const random = () => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff;
		const log = new SlidingWindow();
		let plain: Array<{ id: string; atMs: number; weight: number }> = [];
		let nowMs = 0;
		for (let step = 0; step < 20_000; step++) {
			nowMs += Math.floor(random() * 3);
			log.expire(nowMs, 3000);
			plain = plain.filter(({ atMs }) => atMs + 3000 > nowMs);
			const any = plain[Math.floor(random() * plain.length)];
			const dice = random();
			if (dice < 0.7 || !any) {
				const weight = Math.floor(random() * 100);
				log.add(`${step}`, nowMs, weight);
				plain.push({ id: `${step}`, atMs: nowMs, weight });
			} else if (dice < 0.9) {
				log.correct(any.id, step);
				any.weight = step;
			} else {
				log.remove(any.id);
				plain = plain.filter(({ id }) => id !== any.id);
			}
			if (step % 100 > 0) continue;
			expect(log.count).toBe(plain.length);
			expect(log.sum).toBe(plain.reduce((sum, { weight }) => sum + weight, 0));
			const half = Math.ceil(plain.length / 2) + 1;
			const last = plain[plain.length - half];
			expect(log.msUntilCountBelow(half, nowMs, 3000)).toBe(last ? last.atMs + 3000 - nowMs : 0);
		}
	});

	it('holds on to live entries only', () => {
		const log = new SlidingWindow();
		const kept = () => (log as unknown as { entries: unknown[] }).entries.length;
		for (let i = 0; i < 200_000; i++) {
			log.expire(i, 1000);
			log.add(`${i}`, i, 1);
		}
		expect(log.count).toBe(1000);
		expect(kept()).toBeLessThanOrEqual(4096);
		log.expire(1_000_000, 1000);
		expect(kept()).toBe(0);
	});

	it('counts what lies ahead of the present from now on: the clock has gone back', () => {
		const log = new SlidingWindow();
		log.add('old', 500, 1);
		log.add('a', 100_000, 2);
		log.add('b', 100_500, 3);
		log.expire(1_000, 1_000);
		expect(log.count).toBe(3);
		expect(log.msUntilCountBelow(1, 1_000, 1_000)).toBe(1_000);
		log.expire(1_500, 1_000);
		expect(log.count).toBe(2);
		log.expire(2_000, 1_000);
		expect(log.count).toBe(0);
	});
});
