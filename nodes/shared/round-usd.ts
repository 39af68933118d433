/** An amount without the digits that adding up leaves behind: to a ten-billionth of a dollar, which no token costs. */
export function roundUsd(amountUsd: number): number {
	return Math.round(amountUsd * 1e10) / 1e10;
}

/** A share for people, to a hundredth of a percent. */
export function roundPercent(percent: number): number {
	return Math.round(percent * 100) / 100;
}
