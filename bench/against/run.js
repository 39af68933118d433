// @ts-check
'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { buildCommit } = require('../../scripts/build-commit');
const { startMockServer } = require('../mock/start');
const { startRedis } = require('../redis/start');
const { alternate, median, quantile } = require('../statistics');
const { table } = require('../table');

const WARM_UP_ROUNDS = 5;
const DEFAULT_ROUNDS = 20;
/** Many times what a round takes on a slow machine. */
const ROUND_TIMEOUT_MS = 120_000;

const MEASUREMENTS = /** @type {const} */ ({
	whole: '200 whole answers, one after the other',
	streamed: '200 streamed answers, one after the other',
	long: '20 streamed answers of 2,000 pieces',
	together: '100 whole answers at once, three times',
	shared: '200 whole answers, state in Redis',
});

/**
 * `npm run bench -- --against COMMIT [--rounds N]`: what this version takes beside the version at a commit. Each build runs in a
 * process of its own; they take turns, a round each, and each round gives a ratio. This version also runs a second time, against
 * itself: what its ratio differs from 1 is the machine's doing.
 *
 * @param {string} commit
 * @param {number} [rounds]
 * @returns {Promise<string>} the report
 */
async function measureAgainst(commit, rounds = DEFAULT_ROUNDS) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-against-'));
	/** @type {Array<() => void | Promise<void>>} */
	const endings = [() => fs.rmSync(folder, { recursive: true, force: true })];
	try {
		const built = await buildCommit(commit, folder);
		const mock = await startMockServer();
		endings.push(() => mock.close());
		const redis = await startRedis();
		if (redis) endings.push(() => redis.stop());
		const current = path.resolve(__dirname, '../../dist/lib');
		const libraries = { before: path.join(built, 'dist/lib'), now: current, again: current };
		const contenders = /** @type {Record<keyof typeof libraries, Contender>} */ ({});
		for (const [name, library] of Object.entries(libraries)) {
			const log = fs.mkdtempSync(path.join(folder, 'log-'));
			contenders[/** @type {keyof typeof libraries} */ (name)] = await startContender(
				[library, mock.baseUrl(0), log, String(redis?.port ?? 0), `against-${name}`],
				endings,
			);
		}
		const names = Object.keys(MEASUREMENTS).filter((name) => name !== 'shared' || redis);
		return await compare(contenders, names, commit, rounds);
	} finally {
		for (const end of endings.reverse()) await end();
	}
}

/** @typedef {(measurement: string) => Promise<number>} Contender gives the milliseconds of one round */

/** @param {string[]} args @param {Array<() => void>} endings @returns {Promise<Contender>} */
async function startContender(args, endings) {
	const child = fork(path.join(__dirname, 'contender.js'), args, { execArgv: ['--no-warnings'] });
	endings.push(() => void child.kill('SIGKILL'));
	const answer = async () => (await once(child, 'message', { signal: AbortSignal.timeout(ROUND_TIMEOUT_MS) }))[0];
	await answer();
	return async (measurement) => {
		child.send(measurement);
		const { ms, fault } = await answer();
		if (ms === undefined) throw new Error(`${args[0]}: ${fault ?? `does not know ${measurement}`}`);
		return ms;
	};
}

/**
 * @param {Record<'before' | 'now' | 'again', Contender>} contenders
 * @param {string[]} names
 * @param {string} commit
 * @param {number} rounds
 */
async function compare({ before, now, again }, names, commit, rounds) {
	const rows = [];
	for (const name of names) {
		const turns = { before: () => before(name), now: () => now(name), again: () => again(name) };
		await alternate(turns, WARM_UP_ROUNDS);
		const times = await alternate(turns, rounds);
		const ratios = times.now.map((ms, round) => ms / (times.before[round] ?? NaN));
		const noise = times.again.map((ms, round) => ms / (times.now[round] ?? NaN));
		rows.push([
			MEASUREMENTS[/** @type {keyof typeof MEASUREMENTS} */ (name)],
			median(times.before).toFixed(1),
			median(times.now).toFixed(1),
			`**${median(ratios).toFixed(3)}**`,
			`${quantile(ratios, 0.25).toFixed(3)} to ${quantile(ratios, 0.75).toFixed(3)}`,
			median(noise).toFixed(3),
		]);
	}
	return [
		`This version against ${commit}, in ms (${rounds} alternating rounds; ratios are taken round by round, this version by that one)`,
		'',
		table(['', 'before', 'now', 'median ratio', 'middle half of rounds', 'this version by itself'], rows),
	].join('\n');
}

module.exports = { measureAgainst };
