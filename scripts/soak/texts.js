/**
 * How long it takes to read large texts of model groups and to make a router of each, from the built package:
 *     npm run soak:texts
 * Prints seconds of this thread's processor for each, the medians of several rounds, which a busy machine changes little, and
 * how much longer the whole takes than a half.
 */
const { join } = require('node:path');
const { LARGE_TEXTS, MAX_LENGTH, grown } = require('./large-texts.js');

const ROUNDS = 5;
const MUTATIONS = 500;
const library = require(join(__dirname, '../../dist/lib/index.js'));

const LOOK_UPS = {
	secrets: new Map([['LONG_KEY', 'k'.repeat(8_000)]]),
	environment: () => undefined,
	keysInText: 'refused',
};

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds of this thread's processor. */
function time(work) {
	const start = process.threadCpuUsage();
	const result = work();
	const { user, system } = process.threadCpuUsage(start);
	return { ms: (user + system) / 1000, result };
}

function measure(text) {
	const readMs = [];
	const routeMs = [];
	let faults = 0;
	for (let round = 0; round < ROUNDS; round += 1) {
		const { ms, result } = time(() => library.readModelGroups({ text, ...LOOK_UPS }));
		readMs.push(ms);
		faults = result.faults.length;
		if (result.config !== undefined) routeMs.push(time(() => library.parseConfig(result.config)).ms);
	}
	return { readMs: median(readMs), routeMs: routeMs.length === 0 ? undefined : median(routeMs), faults };
}

const seconds = (ms) => (ms === undefined ? '' : (ms / 1000).toFixed(2));
/** How many times as long twice the text takes; nothing for what takes no time. */
function growthOf(whole, half) {
	const doublings = Math.log2(whole.text.length / half.text.length);
	return half.ms < 5 || doublings < 0.5 ? '' : ((whole.ms / half.ms) ** (1 / doublings)).toFixed(1);
}
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

row('Text', 'Size', 'To read, s', 'To route, s', 'Faults', 'Twice the text');
row('---', '---', '---', '---', '---', '---');
for (const [name, make] of Object.entries(LARGE_TEXTS)) {
	const text = make(1);
	const whole = measure(text);
	const half = measure(make(0.5));
	const size = `${Math.round(text.length / 1000)} kB`;
	const growth = growthOf({ text, ms: whole.readMs }, { text: make(0.5), ms: half.readMs });
	row(name, size, seconds(whole.readMs), seconds(whole.routeMs), whole.faults, growth);
}
const tooLong = measure(','.repeat(900_000));
row(
	'900 kB of commas',
	'900 kB',
	seconds(tooLong.readMs),
	'',
	tooLong.faults,
	`refused: over ${MAX_LENGTH} characters`,
);

/** All texts with a mistake together, in seconds, each grown so many times. */
function measureMutations(times) {
	const { mutations, seededRandom } = require('../../test/lib/config/model-groups/mutations.ts');
	const { SOUND_TEXTS } = require('../../test/lib/config/model-groups/sound-texts.ts');
	const texts = mutations(Object.values(SOUND_TEXTS), MUTATIONS, seededRandom(6)).map(({ text }) => grown(text, times));
	const readMs = texts.map((text) => time(() => library.readModelGroups({ text, ...LOOK_UPS })).ms);
	return { length: texts.reduce((sum, text) => sum + text.length, 0) / texts.length, readMs };
}

const [half, whole] = [100, 200].map(measureMutations);
const sum = (values) => values.reduce((total, value) => total + value, 0);
console.log(
	`${MUTATIONS} texts of ${Math.round(whole.length / 1000)} kB with mistakes: ${seconds(sum(whole.readMs) / MUTATIONS)} s each, ` +
		`${seconds(Math.max(...whole.readMs))} s at most; ${(sum(whole.readMs) / sum(half.readMs)).toFixed(1)} times those of half the length`,
);
