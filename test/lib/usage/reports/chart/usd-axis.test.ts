import { usdAxis } from '../../../../../lib/usage/reports/chart/usd-axis';

describe('the axis in USD', () => {
	it.each([
		[6.1, ['$0', '$1', '$2', '$3', '$4', '$5', '$6', '$7']],
		[1.7, ['$0.00', '$0.50', '$1.00', '$1.50', '$2.00']],
		[12_345, ['$0', '$2,000', '$4,000', '$6,000', '$8,000', '$10,000', '$12,000', '$14,000']],
		[0.00002, ['$0.000000', '$0.000005', '$0.000010', '$0.000015', '$0.000020']],
	])('has round steps up to %p', async (maxUsd, labels) => {
		const { topUsd, ticks } = await usdAxis(maxUsd);
		expect(ticks.map(({ label }) => label)).toEqual(labels);
		expect(topUsd).toBeGreaterThanOrEqual(maxUsd);
	});

	it('is one line where nothing was spent', async () => {
		expect(await usdAxis(0)).toEqual({ topUsd: 1, ticks: [{ amountUsd: 0, label: '$0' }] });
	});
});
