import type { IDataObject } from 'n8n-workflow';
import type { AlertText, BudgetCheck, DueAlert } from '../../../lib';
import { withoutStop } from '../../shared/without-stop';
import { factsOf } from './budget-to-json';
import type { NamedBudget } from './read-budget';
import type { MessageSettings } from './read-message';
import type { ReportRun } from './report-run';
import { sendMessage } from './send-message';

export interface AlertWay {
	/** Absent: the alerts are handed on for other nodes, and count as sent. */
	message: MessageSettings | undefined;
	/** Drawn once, when an alert goes out. */
	chart: () => Promise<Buffer | undefined>;
}

interface TextedAlert extends DueAlert {
	text: AlertText;
}

/**
 * Sends what this run is the first to send, and says what that was and what failed. A failure does not end the node: how the
 * budget stands is known all the same, and the next check tries again.
 */
export async function sendAlerts(
	run: ReportRun,
	budget: NamedBudget,
	check: BudgetCheck,
	{ message, chart }: AlertWay,
): Promise<IDataObject> {
	const { runtime, target, hints } = run;
	const { budgetAlertText, sendDueAlerts } = runtime.library;
	const ledger = runtime.alertLedger(target);
	let drawn: ReturnType<AlertWay['chart']> | undefined;
	const send = async ({ text }: TextedAlert): Promise<void> => {
		if (message !== undefined) await sendMessage(run, message, text, async () => await (drawn ??= chart()));
	};

	const facts = factsOf(budget, check);
	const due = check.alerts.map((alert) => ({ ...alert, text: budgetAlertText(alert.event, facts) }));
	const { sent, failed, unconfirmed } = await sendDueAlerts({ ledger, due, send });
	for (const { alert, reason } of failed)
		hints.add(
			`The alert ${JSON.stringify(alert.text.title)} could not be sent: ${withoutStop(reason)}. The next check tries again`,
		);
	for (const { alert, reason } of unconfirmed)
		hints.add(
			`The alert ${JSON.stringify(alert.text.title)} was sent, but that could not be noted, so it may come once more: ${withoutStop(reason)}`,
		);
	return {
		newAlerts: sent.map(alertToJson),
		failedAlerts: failed.map(({ alert, reason }) => ({ ...alertToJson(alert), reason })),
	};
}

function alertToJson({ event, text }: TextedAlert): IDataObject {
	return {
		kind: event.kind,
		percent: event.kind === 'threshold' ? event.percent : null,
		title: text.title,
		message: text.message,
		priority: text.priority,
		tags: text.tags,
	};
}
