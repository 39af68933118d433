// @ts-check
'use strict';

const Sequencer = require('@jest/test-sequencer').default;

/** They take half a minute and more, most of it waiting: begun last, one of them would run alone at the end. */
const SLOW = [
	'attacks/12-paused-process',
	'lib/state/redis/many-processes',
	'attacks/01-endless-answers',
	'mixed-versions/redis',
	'attacks/06-texts-that-take-minutes',
	'lib/state/redis/killed-under-load',
	'campaign/planted-faults',
	'mixed-versions/postgres',
	'lib/usage/drain/drained-outbox',
	'lib/state/redis/same-answers',
	'campaign/campaign',
];

/** Runs the slow files first, on a machine that knows no times of earlier runs too. */
class SlowFilesFirst extends Sequencer {
	/** @param {import('@jest/test-result').Test[]} tests */
	sort(tests) {
		const place = (/** @type {import('@jest/test-result').Test} */ { path }) => {
			const index = SLOW.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
			return index === -1 ? SLOW.length : index;
		};
		return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
	}
}

module.exports = SlowFilesFirst;
