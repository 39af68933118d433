import { Line } from '../../../../lib/state/memory/line';

const ticket = (sequence: number) => ({ sequence });
const order = (line: Line<{ sequence: number }>) => {
	const seen: number[] = [];
	line.oldest(({ sequence }) => {
		seen.push(sequence);
		return false;
	});
	return seen;
};

describe('line', () => {
	it('stands in order of arrival, whenever somebody joined', () => {
		const line = new Line<{ sequence: number }>();
		for (const sequence of [5, 9, 2, 7]) line.add(ticket(sequence));
		expect(order(line)).toEqual([2, 5, 7, 9]);
	});

	it('gives one who left and came back the old place', () => {
		const line = new Line<{ sequence: number }>();
		for (const sequence of [1, 2, 3]) line.add(ticket(sequence));
		line.remove(ticket(1));
		line.remove(ticket(2));
		line.add(ticket(2));
		line.add(ticket(2));
		expect(order(line)).toEqual([2, 3]);
		line.add(ticket(1));
		expect(order(line)).toEqual([1, 2, 3]);
		expect(line.size).toBe(3);
	});

	it('looks only at those who came before', () => {
		const line = new Line<{ sequence: number }>();
		for (const sequence of [1, 2, 3]) line.add(ticket(sequence));
		expect(line.oldest(() => true, 1)).toBeUndefined();
		expect(line.oldest(({ sequence }) => sequence > 1, 3)).toEqual(ticket(2));
	});

	it('agrees with a sorted list through a random history', () => {
		let seed = 11;
		const random = () => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff;
		const line = new Line<{ sequence: number }>();
		const plain = new Set<number>();
		for (let step = 0; step < 5000; step++) {
			const sequence = Math.floor(step / 10 + random() * 300);
			if (random() < 0.5) {
				line.add(ticket(sequence));
				plain.add(sequence);
			} else {
				const leaver = [...plain][Math.floor(random() * plain.size)] ?? sequence;
				line.remove(ticket(leaver));
				plain.delete(leaver);
			}
			if (step % 10 === 0) expect(order(line)).toEqual([...plain].sort((a, b) => a - b));
			expect(line.size).toBe(plain.size);
		}
	});
});
