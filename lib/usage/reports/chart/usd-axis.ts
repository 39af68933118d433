/** Steps of the axis, more or less: as many as a phone has room for. */
const TICKS = 5;

export interface UsdAxis {
	/** Where the axis ends, above 0. */
	topUsd: number;
	ticks: Array<{ amountUsd: number; label: string }>;
}

/** An axis from 0 to a round amount that has room for `maxUsd`, in round steps. All labels have as many digits as the step needs. */
export async function usdAxis(maxUsd: number): Promise<UsdAxis> {
	if (maxUsd <= 0) return { topUsd: 1, ticks: [{ amountUsd: 0, label: '$0' }] };
	const { nice, tickStep, ticks } = await import('d3-array');
	const [, topUsd] = nice(0, maxUsd, TICKS);
	const stepDecimals = Math.ceil(-Math.log10(tickStep(0, topUsd, TICKS)));
	const decimals = stepDecimals <= 0 ? 0 : Math.max(2, stepDecimals);
	const format = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
	return {
		topUsd,
		ticks: ticks(0, topUsd, TICKS).map((amountUsd) => ({
			amountUsd,
			label: `$${amountUsd.toLocaleString('en-US', format)}`,
		})),
	};
}
