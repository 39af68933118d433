import { appendTogether } from '../../../lib/router/append-together';
import type { UsageRow } from '../../../lib/types';
import type { Outbox } from '../../../lib/usage/usage-log';
import { usageRow } from '../usage/usage-rows';

describe('usage rows', () => {
	let writes: UsageRow[][];
	const outbox = (fail?: () => never): Outbox => ({
		append(...rows) {
			writes.push([...rows]);
			fail?.();
		},
		close: () => {},
	});
	beforeEach(() => (writes = []));

	it('of one turn of the event loop are one write, which every call waits for', async () => {
		const append = appendTogether(outbox());
		const rows = [usageRow(), usageRow(), usageRow()];
		const pending = rows.map((row) => append(row));
		expect(writes).toEqual([]);
		expect(await Promise.race(pending)).toBeUndefined();
		expect(writes).toEqual([rows]);
		await Promise.all(pending);
	});

	it('of a later turn are a write of their own', async () => {
		const append = appendTogether(outbox());
		const [first, second] = [usageRow(), usageRow()];
		await append(first);
		await append(second);
		expect(writes).toEqual([[first], [second]]);
	});

	it('that are lost are said with every call of the write, and the next write is made all the same', async () => {
		let full = true;
		const append = appendTogether(
			outbox(() => {
				if (full) throw new Error('disk full');
				return undefined as never;
			}),
		);
		const hints = await Promise.all([append(usageRow()), append(usageRow())]);
		expect(hints.map((hint) => hint?.code)).toEqual(['usage_row_lost', 'usage_row_lost']);
		full = false;
		expect(await append(usageRow())).toBeUndefined();
	});

	it('go nowhere without an outbox', async () => {
		expect(await appendTogether(null)(usageRow())).toBeUndefined();
	});
});
