import { budgetAlertText } from '../../../lib/alerts/budget-alert';
import { sendDueAlerts } from '../../../lib/alerts/send-due-alerts';
import type { BudgetFacts } from '../../../lib/types/budget';
import { createSqliteAlertLedger } from '../../../lib/usage/sqlite/sqlite-alert-ledger';
import { useTemporaryFolder } from '../usage/temporary-folder';

const keepUntilMs = Date.now() + 86_400_000;
const due = ['50', '80'].map((key) => ({ key, keepUntilMs }));
const nothing = { sent: [], taken: [], failed: [], unconfirmed: [] };

describe('due alerts', () => {
	const folder = useTemporaryFolder();
	const ledger = () => createSqliteAlertLedger({ folder: folder.path });

	it('go out once each, however many check at the same moment', async () => {
		const sent: string[] = [];
		const runs = await Promise.all(
			Array.from({ length: 10 }, () =>
				sendDueAlerts({
					ledger: ledger(),
					due,
					async send({ key }) {
						await new Promise((resolve) => setTimeout(resolve, 20));
						sent.push(key);
					},
				}),
			),
		);
		expect(sent.sort()).toEqual(['50', '80']);
		expect(runs.flatMap((run) => run.sent.map(({ key }) => key)).sort()).toEqual(['50', '80']);
	});

	it('that could not be sent are told, and tried again at the next check', async () => {
		const failing = await sendDueAlerts({
			ledger: ledger(),
			due,
			async send({ key }) {
				if (key === '80') throw new Error('ntfy is away');
			},
		});
		expect(failing).toEqual({ ...nothing, sent: [due[0]], failed: [{ alert: due[1], reason: 'ntfy is away' }] });
		const next = await sendDueAlerts({ ledger: ledger(), due, send: async () => {} });
		expect(next).toEqual({ ...nothing, sent: [due[1]] });
		expect(await sendDueAlerts({ ledger: ledger(), due, send: async () => {} })).toEqual(nothing);
	});

	it('that another is sending are left to it', async () => {
		let meanwhile: unknown;
		const first = await sendDueAlerts({
			ledger: ledger(),
			due: due.slice(0, 1),
			async send() {
				meanwhile = await sendDueAlerts({ ledger: ledger(), due: due.slice(0, 1), send: async () => {} });
			},
		});
		expect(meanwhile).toEqual({ ...nothing, taken: [due[0]] });
		expect(first).toEqual({ ...nothing, sent: [due[0]] });
	});

	it('stay claimed by another when the ledger cannot be asked, and the others are sent', async () => {
		const released: string[] = [];
		const { claim, confirm, release } = ledger();
		const result = await sendDueAlerts({
			ledger: {
				claim: async (alert) => {
					if (alert.key === '50') throw new Error('the ledger is away');
					return await claim(alert);
				},
				confirm,
				async release(key) {
					released.push(key);
					await release(key);
				},
			},
			due,
			send: async () => {},
		});
		expect(result).toEqual({ ...nothing, sent: [due[1]], failed: [{ alert: due[0], reason: 'the ledger is away' }] });
		expect(released).toEqual([]);
	});

	it('count as sent when the ledger cannot be told', async () => {
		const { claim, release } = ledger();
		const confirm = async () => await Promise.reject(new Error('the ledger is away'));
		expect(
			await sendDueAlerts({ ledger: { claim, confirm, release }, due: due.slice(0, 1), send: async () => {} }),
		).toEqual({
			...nothing,
			sent: [due[0]],
			unconfirmed: [{ alert: due[0], reason: 'the ledger is away' }],
		});
	});
});

describe('the text of an alert', () => {
	const facts: BudgetFacts = {
		name: 'Küche 👩‍🍳',
		limitUsd: 50,
		spentUsd: 41.2,
		periodLabel: 'November 2026',
		forecastUsd: 61.5,
		unpricedCalls: 0,
	};

	it.each([
		[50, 3, 'money_with_wings', 'Küche 👩‍🍳: 50 % of $50.00 spent'],
		[79, 3, 'money_with_wings', 'Küche 👩‍🍳: 79 % of $50.00 spent'],
		[80, 4, 'warning', 'Küche 👩‍🍳: 80 % of $50.00 spent'],
		[100, 5, 'rotating_light', 'Küche 👩‍🍳: the limit of $50.00 is reached'],
		[150, 5, 'rotating_light', 'Küche 👩‍🍳: the limit of $50.00 is reached (150 %)'],
	])('for %d %% has priority %d', (percent, priority, tag, title) => {
		expect(budgetAlertText({ kind: 'threshold', percent }, facts)).toMatchObject({ priority, tags: [tag], title });
	});

	it('tells what is spent, what will be, and what is not counted', () => {
		expect(budgetAlertText({ kind: 'threshold', percent: 80 }, { ...facts, unpricedCalls: 3 }).message).toBe(
			'$41.20 of $50.00 (82 %) spent, November 2026.\nAt this rate $61.50 by its end, which is over the limit.\n3 calls have no known price and are not counted.',
		);
		expect(
			budgetAlertText({ kind: 'threshold', percent: 80 }, { ...facts, forecastUsd: undefined, unpricedCalls: 1 })
				.message,
		).toBe('$41.20 of $50.00 (82 %) spent, November 2026.\n1 call has no known price and is not counted.');
	});

	it('of a runaway tells the hour and what is usual', () => {
		expect(budgetAlertText({ kind: 'runaway' }, { ...facts, lastHour: { spentUsd: 8, usualUsd: 0.25 } })).toEqual({
			title: 'Küche 👩‍🍳: $8.00 in the last hour',
			message:
				'Usually an hour costs $0.25. Look for a workflow that loops.\n$41.20 of $50.00 spent, November 2026.\nAt this rate $61.50 by its end, which is over the limit.',
			priority: 5,
			tags: ['rotating_light'],
		});
	});
});
