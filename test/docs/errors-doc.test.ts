import { ERROR_CODES } from '../../lib/errors';
import { ACCESS_COOLDOWN_MS, FAILURE_RULES, type FailureRule } from '../../lib/policy/failure-rules';
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS } from '../../lib/policy/backoff';
import { FAILURE_KINDS } from '../../lib/types/failure';
import { HINT_CODES } from '../../lib/types/routing';
import { readText, sectionUnder, tableUnder } from './read-docs';

const text = readText('docs/errors.md');
const firstColumn = (heading: string) => tableUnder(text, heading).map(([cell]) => cell);

const SAME: Record<FailureRule['sameDeployment'], string> = {
	no: 'no',
	after_backoff: 'after a backoff',
	when_nothing_else_is_left: 'only when nothing else is left',
};
const NEXT: Record<FailureRule['nextDeployment'], string> = {
	yes: 'yes',
	no: 'no',
	larger_window: 'only to a larger window',
	if_group_says_so: 'where the group says so',
};
const HEALTH: Record<FailureRule['health'], string> = {
	failure: 'a failure',
	cools: 'cools at once',
	neutral: 'well',
	none: 'says nothing',
};

describe('docs/errors.md', () => {
	it('explains every error code, in the order of the code', () => {
		expect(firstColumn('Error codes')).toEqual([...ERROR_CODES]);
	});

	it('gives the failure table that holds', () => {
		const documented = tableUnder(text, 'Failures').map(([kind, , same, next, health]) => [kind, same, next, health]);
		expect(documented).toEqual(
			FAILURE_KINDS.map((kind) => {
				const { sameDeployment, nextDeployment, health } = FAILURE_RULES[kind];
				return [kind, SAME[sameDeployment], NEXT[nextDeployment], HEALTH[health]];
			}),
		);
	});

	it('gives the figures that hold', () => {
		const failures = sectionUnder(text, 'Failures').replace(/\s+/g, ' ');
		expect(failures).toContain(`from ${BACKOFF_BASE_MS / 1000} s to ${BACKOFF_CAP_MS / 1000} s`);
		expect(ACCESS_COOLDOWN_MS).toBe(10 * 60_000);
		expect(failures).toContain('the others for ten minutes');
	});

	it('explains every hint', () => {
		expect(firstColumn('Hints')).toEqual([...HINT_CODES]);
	});
});
