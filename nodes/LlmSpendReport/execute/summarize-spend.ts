import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Digest } from '../../../lib';
import { withoutStop } from '../../shared/without-stop';
import { drawChart } from './draw-chart';
import { stackingOf } from './read-grouping';
import { readMessage, type MessageSettings } from './read-message';
import { readSummary } from './read-summary';
import type { ReportRun } from './report-run';
import { CHART_FILE, sendMessage } from './send-message';
import { periodToJson, rowToJson, totalsToJson } from './summary-to-json';

/** An item per row, or one digest; the digest also as a message. */
export async function summarizeSpend(run: ReportRun): Promise<INodeExecutionData[]> {
	const {
		context,
		runtime: { library },
		log,
		nowMs,
	} = run;
	const plan = await readSummary(context, library, nowMs);
	const { period, timeZone, filter, maxRows } = plan;
	const message = await readMessage(run);

	const summary = await library.summarizeSpend(log, plan);
	addHints(run, period.widened, summary.totals.unpricedCalls);
	const rows = summary.rows.slice(0, maxRows).map(rowToJson);
	const items = rows.map((json) => ({ json }));
	if (plan.asRows && message === undefined) return items;

	const digest = library.renderDigest(summary, { maxRows });
	let drawn: ReturnType<typeof drawChart> | undefined;
	const chart = async () =>
		await (drawn ??= drawChart(run, { period, by: stackingOf(plan.groupBy), filter, timeZone }));
	const sent = message && (await sendDigest(run, message, digest, chart));
	if (plan.asRows) return items;

	const png = await chart();
	return [
		{
			json: {
				...digest,
				period: periodToJson(period, timeZone),
				totals: totalsToJson(summary),
				rows,
				...(sent && { ntfy: sent }),
			},
			...(png && {
				binary: { [plan.chartField]: await context.helpers.prepareBinaryData(png, CHART_FILE, 'image/png') },
			}),
		},
	];
}

/** What was spent is known all the same: a message that cannot be sent does not end the node. */
async function sendDigest(
	run: ReportRun,
	message: MessageSettings,
	digest: Digest,
	chart: () => Promise<Buffer | undefined>,
): Promise<IDataObject> {
	try {
		await sendMessage(
			run,
			message,
			{ title: digest.title, message: digest.text, priority: 3, tags: ['bar_chart'] },
			chart,
		);
		return { sent: true, reason: null };
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		run.hints.add(`The message could not be sent: ${withoutStop(reason)}`);
		return { sent: false, reason };
	}
}

function addHints({ hints }: ReportRun, widened: boolean, unpricedCalls: number): void {
	if (widened) hints.add('The range was made wider, to whole quarter hours: spend is kept by the quarter hour', 'info');
	if (unpricedCalls === 0) return;
	hints.add(
		`${unpricedCalls === 1 ? '1 call has no known price and adds' : `${unpricedCalls} calls have no known price and add`} nothing to the sums`,
		'info',
	);
}
