import { formatUsd } from '../../../policy/format-usd';
import type { SpendChange } from '../spend-summary';

/** In a table's cell: `+21 %`, `-4.5 %`; `new` when nothing was spent before, nothing when nothing was then and now. */
export function formatChange({ costUsd, percent }: SpendChange): string {
	if (percent !== undefined) return percentText(percent, 'exceptZero');
	return costUsd > 0 ? 'new' : '';
}

/** In a sentence: `$2.10 (21 %) more than the $10.20 of the period before`. */
export function sayChange({ costUsd, percent }: SpendChange, beforeUsd: number): string {
	if (percent === undefined) return costUsd > 0 ? 'nothing in the period before' : 'as in the period before';
	const size = formatUsd(Math.abs(costUsd));
	// Sums in another order differ by less than anyone can see.
	if (size === formatUsd(0)) return 'as much as in the period before';
	return `${size} (${percentText(percent)}) ${costUsd > 0 ? 'more' : 'less'} than the ${formatUsd(beforeUsd)} of the period before`;
}

const percentText = (percent: number, signDisplay: 'exceptZero' | 'never' = 'never') =>
	`${percent.toLocaleString('en-US', { maximumFractionDigits: Math.abs(percent) < 10 ? 1 : 0, signDisplay })} %`;
