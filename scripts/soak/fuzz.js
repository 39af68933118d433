/**
 * Sends mutated answers of providers through the router and prints what became of the calls. Fails when a call hangs, throws
 * what it should not, or has not exactly one row; when sums are not those of the rows; when something reaches nobody's
 * hands; or when fewer than a tenth of the calls are answered or fail over, since then it tries too little.
 *
 *   npm run soak:fuzz                              20,000 cases
 *   npm run soak:fuzz -- --cases 500 --seed 7
 *   npm run soak:fuzz -- --seed 7 --case 123       that case alone
 */
const { parseArgs } = require('node:util');
require('./typescript');
const { fuzz } = require('../../test/fuzz/fuzz.ts');

const { values } = parseArgs({
	options: {
		cases: { type: 'string', default: '20000' },
		seed: { type: 'string', default: '1' },
		case: { type: 'string' },
		json: { type: 'boolean', default: false },
	},
});
const seed = Number(values.seed);
const only = values.case === undefined ? undefined : Number(values.case);

const uncaught = [];
for (const event of ['uncaughtException', 'unhandledRejection'])
	process.on(event, (error) => uncaught.push(`${event}: ${error instanceof Error ? error.stack : error}`));

async function main() {
	const report = await fuzz({ seed, cases: Number(values.cases), only });
	// What was thrown last may be heard of a turn later.
	await new Promise((resolve) => setTimeout(resolve, 100));
	report.faults.push(...uncaught);
	if (only === undefined) {
		for (const figure of ['answered', 'failedOver'])
			if (report[figure] * 10 < report.cases)
				report.faults.push(`only ${report[figure]} of ${report.cases} are ${figure}`);
	}
	process.stdout.write(values.json ? JSON.stringify(report) : describe(report));
	process.exitCode = report.faults.length > 0 ? 1 : 0;
}

function describe({ cases, answered, failedOver, estimated, errors, seconds, slowestMs, faults }) {
	const share = (count) => `${count} (${((100 * count) / cases).toFixed(1)} %)`;
	const failed = Object.entries(errors).map(([code, count]) => `${share(count)} ${code}`);
	const lines = [
		`${cases} mutated answers, seed ${seed}, ${seconds.toFixed(0)} s, the slowest call ${slowestMs} ms`,
		`answered by the mutated deployment: ${share(answered)}`,
		`failed over: ${share(failedOver)}`,
		`failed: ${failed.join(', ') || 'none'}`,
		`with estimated counts: ${share(estimated)}`,
		`faults: ${faults.length}`,
		...faults.slice(0, 20),
	];
	if (faults.length > 0) lines.push(`Replay one with: npm run soak:fuzz -- --seed ${seed} --case NUMBER`);
	return `${lines.join('\n')}\n`;
}

main().catch((error) => {
	process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
	process.exitCode = 1;
});
