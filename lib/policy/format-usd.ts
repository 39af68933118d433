/**
 * An amount as people read it: `$12,345.67`, `$0.50`; below ten cents, the two digits that matter: `$0.0012`, `$0.000012`. A
 * negative one begins with `-`. Less than half of a ten-billionth of a dollar, which no token costs, is `$0.00`.
 */
export function formatUsd(amountUsd: number): string {
	const size = Math.abs(amountUsd);
	const text = size.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: decimalsOf(size) });
	return `${amountUsd < 0 && /[1-9]/.test(text) ? '-' : ''}$${text}`;
}

const MAX_DECIMALS = 10;

function decimalsOf(size: number): number {
	if (size >= 0.1 || size === 0) return 2;
	return Math.min(1 - Math.floor(Math.log10(size)), MAX_DECIMALS);
}
