import { setTimeout as sleep } from 'node:timers/promises';
import type { AlertClaim, AlertLedger } from '../../../lib/types/alert-ledger';

export interface LedgerHandles {
	ledger: AlertLedger;
	/** Another handle on the same ledger, as another process would hold. */
	other: AlertLedger;
	remove(): Promise<void>;
}

/** What every alert ledger keeps. `open` gives two handles on a ledger that is new and empty. */
export function describeAlertLedger(name: string, open: () => Promise<LedgerHandles>): void {
	describe(`${name} as an alert ledger`, () => {
		let ledger: AlertLedger;
		let other: AlertLedger;
		let remove: () => Promise<void>;
		const alert = (fields: Partial<AlertClaim> = {}): AlertClaim => ({
			key: 'budget 2026-11 80',
			leaseMs: 60_000,
			keepUntilMs: Date.now() + 86_400_000,
			...fields,
		});

		beforeEach(async () => {
			({ ledger, other, remove } = await open());
		});
		afterEach(() => remove());

		it('gives an alert to one of ten who claim it at once', async () => {
			const claims = await Promise.all(
				Array.from({ length: 10 }, (_, index) => (index % 2 ? ledger : other).claim(alert())),
			);
			expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1);
			expect(claims.filter((claim) => claim === 'taken')).toHaveLength(9);
		});

		it('remembers that it was sent', async () => {
			await ledger.claim(alert());
			await ledger.confirm(alert().key);
			expect(await ledger.claim(alert())).toBe('sent');
			expect(await other.claim(alert())).toBe('sent');
		});

		it('tells alerts apart by their keys', async () => {
			await ledger.claim(alert());
			expect(await other.claim(alert({ key: 'Käse 🧀 "\'' }))).toBe('claimed');
		});

		it('gives one that was released to the next', async () => {
			await ledger.claim(alert());
			await ledger.release(alert().key);
			expect(await other.claim(alert())).toBe('claimed');
			expect(await ledger.claim(alert())).toBe('taken');
		});

		it('gives one to the next whose claim is over: its process may have died', async () => {
			await ledger.claim(alert({ leaseMs: 1_000 }));
			expect(await other.claim(alert())).toBe('taken');
			await sleep(1_100);
			expect(await other.claim(alert())).toBe('claimed');
		});

		it('keeps a sent one sent, whoever releases it late', async () => {
			await ledger.claim(alert());
			await ledger.confirm(alert().key);
			await ledger.release(alert().key);
			expect(await ledger.claim(alert())).toBe('sent');
		});

		it('forgets what need not be kept any more', async () => {
			await ledger.claim(alert({ keepUntilMs: Date.now() - 1_000 }));
			await ledger.confirm(alert().key);
			expect(await ledger.claim(alert())).toBe('claimed');
		});

		it('knows nothing of an alert that nobody claimed', async () => {
			await ledger.confirm('nobody');
			await ledger.release('nobody');
			expect(await ledger.claim(alert({ key: 'nobody' }))).toBe('claimed');
		});
	});
}
