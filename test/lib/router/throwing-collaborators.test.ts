import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileLib } from '../../support/compile-lib';

interface Ended {
	/** `answered TEXT`, or an error's code and its failure's kind. */
	ending: string;
	rows: number;
	/** How many faults were contained. */
	faults: number;
	/** The call itself has the hint. */
	isReported: boolean;
	messages?: string[];
}

/** What throws, how the call ends, how many rows its calls have, and what was contained. */
const EXPECTED: ReadonlyArray<
	[what: string, ending: string, rows: number, contained: 'nothing' | 'reported' | 'reported by another call']
> = [
	['a timer of the watchdog finds an answer that cannot be joined', 'internal', 1, 'reported'],
	['a timer of the watchdog throws', 'all_failed server', 1, 'reported'],
	['a clock that cannot set timers', 'internal', 1, 'nothing'],
	['a cancellation finds an answer that cannot be joined', 'internal', 1, 'reported'],
	['an adapter throws at once', 'internal', 1, 'nothing'],
	['an adapter throws something that is no error', 'all_failed server', 1, 'nothing'],
	['an adapter tells of its start where the clock throws', 'answered Hi.', 1, 'reported'],
	["an adapter's stream cannot be left", 'answered Hi.', 1, 'reported'],
	['an adapter whose probe throws at once', 'all_failed timeout_first_token', 1, 'nothing'],
	['an adapter whose probe rejects with half a failure', 'all_failed server', 1, 'reported'],
	['an adapter that cannot describe its model', 'answered Hi.', 1, 'nothing'],
	['a store that throws at every verb', 'internal', 1, 'nothing'],
	['a store that cannot settle', 'answered Hi.', 1, 'reported'],
	['a store that rejects to settle', 'answered Hi.', 1, 'reported'],
	['a store that nobody can leave', 'answered cancelled', 2, 'reported by another call'],
	['a store whose wake-up throws', 'answered Hi.', 2, 'reported by another call'],
	['a store whose subscription cannot be made', 'internal', 1, 'nothing'],
	['an outbox that throws', 'answered Hi. unpriced usage_row_lost', 1, 'nothing'],
	['an outbox that rejects', 'answered Hi. unpriced usage_row_lost', 1, 'nothing'],
	['an outbox that cannot be warmed up', 'answered Hi. unpriced', 1, 'nothing'],
	['an outbox that rejects to be warmed up', 'answered Hi. unpriced', 1, 'nothing'],
	['a price list that throws', 'answered Hi.', 1, 'reported'],
	['a source of chance that throws', 'internal', 1, 'nothing'],
	['a caller that throws in its loop', 'TypeError: thrown by a test', 1, 'nothing'],
	['a Redis that sends garbage', 'answered Hi.', 1, 'nothing'],
	['a Postgres that sends garbage', 'answered Hi.', 1, 'nothing'],
	['a provider that sends garbage', 'all_failed server', 1, 'nothing'],
	['a fault in the background', 'answered twice', 2, 'nothing'],
];

describe('a process without a handler for what nobody catches', () => {
	let ended: Record<string, Ended>;

	beforeAll(async () => {
		const folder = mkdtempSync(join(tmpdir(), 'throwing-collaborators-'));
		try {
			compileLib(join(folder, 'lib'));
			const program = join(__dirname, 'child/throwing-collaborators.js');
			const { stdout } = await promisify(execFile)(process.execPath, [program, join(folder, 'lib')], {
				timeout: 90_000,
			});
			ended = JSON.parse(stdout) as Record<string, Ended>;
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	}, 120_000);

	it.each(EXPECTED)('goes on with one row for each call: %s', (what, ending, rows, contained) => {
		expect(ended[what]).toMatchObject({ ending, rows, isReported: contained === 'reported' });
		expect(ended[what]!.faults > 0).toBe(contained !== 'nothing');
	});

	it('tries all that is listed', () => {
		expect(Object.keys(ended).sort()).toEqual(EXPECTED.map(([what]) => what).sort());
	});

	it('reports what was thrown in the background with the next call, once, without its message', () => {
		expect(ended['a fault in the background']!.messages).toEqual([
			'A fault inside this package was contained, and calls went on: work of a test (TypeError, 2 times). Please report it.',
		]);
	});
});
