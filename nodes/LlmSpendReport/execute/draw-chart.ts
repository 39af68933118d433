import type { OverTimeRequest, TimeSpan } from '../../../lib';
import type { ReportRun } from './report-run';

export interface ChartRequest extends Omit<OverTimeRequest, 'title' | 'period'> {
	period: TimeSpan & { label: string };
}

/** Spend over time as a PNG. A report goes out without it rather than not at all: undefined, and a hint, when it cannot be drawn. */
export async function drawChart(
	{ runtime: { library }, log, hints }: ReportRun,
	request: ChartRequest,
): Promise<Buffer | undefined> {
	const chart = await library.spendOverTime(log, { ...request, title: `LLM spend, ${request.period.label}` });
	try {
		return await library.renderSpendChart(chart);
	} catch (error) {
		hints.add(`The chart could not be drawn: ${error instanceof Error ? error.message : String(error)}`);
		return undefined;
	}
}
