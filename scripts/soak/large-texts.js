/**
 * Texts of model groups that are large, or stand for much more than they say. `scripts/soak/texts.js` measures how long
 * they take; tests hold each to a bound.
 */

/** As in `lib/bounds.ts`. */
const MAX_LENGTH = 200_000;

const GROUP = (name, more) => `  ${name}: { deployments: [{ provider: ollama, model: ${name} }]${more} }\n`;
const names = (count) => Array.from({ length: count }, (_, index) => `g${index}`);

/** @param {(index: number, all: string[]) => string} fallbacks names, comma-separated */
function groups(count, fallbacks) {
	const all = names(count);
	return `groups:\n${all.map((name, index) => GROUP(name, `, fallbacks: [${fallbacks(index, all)}]`)).join('')}`;
}

const next = (index, all) => all[index + 1] ?? '';
const following = (most) => (index, all) =>
	Array.from({ length: most }, (_, step) => all[(index + step + 1) % all.length]).join(', ');

function liteLlm(count, router) {
	const entries = names(count).map((name) => `  - {model_name: ${name}, litellm_params: {model: ollama/${name}}}\n`);
	return `model_list:\n${entries.join('')}router_settings:\n${router}`;
}

/** Twice the pieces as long as the text stays within the bound. */
function filled(piece, length, before = '', after = '') {
	return before + piece.repeat(Math.floor((length - before.length - after.length) / piece.length)) + after;
}

/**
 * Each makes a text of about a size: `scale` 1 is the row itself, 0.5 half of it.
 * @type {Readonly<Record<string, (scale: number) => string>>}
 */
const LARGE_TEXTS = {
	'400 groups, each falls back on the next': (scale) => groups(400 * scale, next),
	'800 groups, each falls back on the next': (scale) => groups(800 * scale, next),
	'400 groups with 20 fallbacks each': (scale) => groups(400 * scale, following(20)),
	'140 groups that all fall back on each other': (scale) =>
		groups(140 * scale, (index, all) => following(all.length - 1)(index, all)),
	'LiteLLM: 2,000 groups with two fallbacks each': (scale) =>
		liteLlm(
			2_000 * scale,
			`  fallbacks:\n${names(2_000 * scale)
				.map(
					(name, index) => `    - {${name}: [g${(index + 1) % (2_000 * scale)}, g${(index + 2) % (2_000 * scale)}]}\n`,
				)
				.join('')}`,
		),
	'LiteLLM: 2,000 groups, all of them default fallbacks': (scale) =>
		liteLlm(2_000 * scale, `  default_fallbacks: [${names(2_000 * scale).join(', ')}]\n`),
	'LiteLLM: 1,000 aliases of a group with 1,000 deployments': (scale) =>
		`model_list:\n${names(1_000 * scale)
			.map((name) => `  - {model_name: big, litellm_params: {model: ollama/${name}}}\n`)
			.join('')}router_settings:\n  model_group_alias:\n${names(1_000 * scale)
			.map((name) => `    ${name}: big\n`)
			.join('')}`,
	'LiteLLM: 1,500 fallbacks to models that there are none of': (scale) =>
		liteLlm(
			1_000 * scale,
			`  fallbacks:\n${names(1_500 * scale)
				.map((name) => `    - {unknown-${name}: [nowhere-${name}]}\n`)
				.join('')}`,
		),
	'a group with 4,500 deployments': (scale) =>
		`groups:\n  chat:\n    deployments:\n${names(4_500 * scale)
			.map((name) => `      - { provider: ollama, model: ${name} }\n`)
			.join('')}`.slice(0, MAX_LENGTH),
	'3,000 deployments of one name': (scale) =>
		`groups:\n  chat:\n    deployments:\n${names(3_000 * scale)
			.map((name) => `      - { provider: ollama, model: ${name}, name: m }\n`)
			.join('')}`,
	'deployments with 45,000 aliases': (scale) =>
		`groups:\n  one: &g { deployments: [&d { provider: ollama, model: m }] }\n  two:\n    deployments: [${'*d, '.repeat(45_000 * scale)}*d ]\n`,
	'3,000 groups that are one alias': (scale) =>
		`x: &g { deployments: [{ provider: ollama, model: m }] }\ngroups:\n${names(3_000 * scale)
			.map((name) => `  ${name}: *g\n`)
			.join('')}`,
	'3,000 groups of one alias, each falls back on the next': (scale) => {
		const all = names(3_000 * scale);
		return `groups:\n  first: { deployments: &d [{ provider: ollama, model: m }] }\n${all
			.map((name, index) => `  ${name}: { deployments: *d, fallbacks: [${all[index + 1] ?? 'first'}] }\n`)
			.join('')}`;
	},
	'a key of 8,000 characters used 3,000 times': (scale) =>
		`groups:\n  chat:\n    deployments:\n      - { provider: openai, model: first, apiKey: &k os.environ/LONG_KEY }\n${names(
			3_000 * scale,
		)
			.map((name) => `      - { provider: openai, model: ${name}, apiKey: *k }\n`)
			.join('')}`.slice(0, MAX_LENGTH),
	'200 kB of commas': (scale) => filled(',', MAX_LENGTH * scale),
	'200 kB of []': (scale) => filled('[]', MAX_LENGTH * scale),
	'200 kB of [': (scale) => filled('[', MAX_LENGTH * scale),
	'200 kB of [ in lines': (scale) => filled('[\n', MAX_LENGTH * scale),
	'200 kB of "': (scale) => filled('"', MAX_LENGTH * scale),
	'200 kB of {a:': (scale) => filled('{a: ', MAX_LENGTH * scale),
	'200 kB of - in lines': (scale) => filled('-\n', MAX_LENGTH * scale),
	'200 kB of - in a line': (scale) => filled('- ', MAX_LENGTH * scale),
	'200 kB of tabs in lines': (scale) => filled('\ta: b\n', MAX_LENGTH * scale),
	'200 kB of bad escapes': (scale) => filled('"\\q", ', MAX_LENGTH * scale, 'groups: [', ']'),
	'200 kB of tags': (scale) => filled('!x a, ', MAX_LENGTH * scale, 'groups: [', ']'),
	'200 kB of aliases that have no anchor': (scale) => filled('*a , ', MAX_LENGTH * scale, 'groups: [', '*a ]'),
	'200 kB of one setting': (scale) => filled('a: 1\n', MAX_LENGTH * scale),
	'200 kB of merges': (scale) => filled('  <<: *a\n', MAX_LENGTH * scale, 'a: &a { b: 1 }\nc:\n'),
	'200 kB of anchors': (scale) => filled('&a b, ', MAX_LENGTH * scale, 'groups: [', ']'),
	'200 kB of lines in one quote': (scale) => filled('a\n\n', MAX_LENGTH * scale, 'groups: "', '"'),
	'200 kB of lines in one value': (scale) => filled(' a\n', MAX_LENGTH * scale, 'groups:\n'),
	'200 kB of a block of text': (scale) => filled('  a\n\n', MAX_LENGTH * scale, 'groups: |\n'),
	'200 kB of folded text': (scale) => filled('  a\n   b\n', MAX_LENGTH * scale, 'groups: >\n'),
	'200 kB of comments': (scale) => filled('# a\n', MAX_LENGTH * scale, '', 'groups: {}\n'),
	'200 kB of documents': (scale) => filled('---\n', MAX_LENGTH * scale),
	'200 kB of question marks': (scale) => filled('? a\n', MAX_LENGTH * scale),
	'200 kB of ? in a line': (scale) => filled('? ', MAX_LENGTH * scale),
	'20,000 unknown settings': (scale) =>
		`groups: {}\n${names(20_000 * scale)
			.map((name) => `${name}: 1\n`)
			.join('')}`.slice(0, MAX_LENGTH),
	'unknown settings in many deployments': (scale) =>
		filled(
			'      - { provder: ollama, modle: m, rmp: x }\n',
			MAX_LENGTH * scale,
			'groups:\n  chat:\n    deployments:\n',
		),
	'fallbacks to groups that there are none of': (scale) =>
		`groups:\n${names(1_000 * scale)
			.map((name) => GROUP(`a-rather-long-name-${name}`, `, fallbacks: [a-rather-long-nmae-${name}]`))
			.join('')}`.slice(0, MAX_LENGTH),
	'keys in the text': (scale) =>
		`groups:\n  chat:\n    deployments:\n${names(3_000 * scale)
			.map((name) => `      - { provider: openai, model: m, apiKey: k${name} }\n`)
			.join('')}`.slice(0, MAX_LENGTH),
	'references that stand for nothing': (scale) =>
		`groups:\n  chat:\n    deployments:\n${names(3_000 * scale)
			.map((name) => `      - { provider: openai, model: os.environ/A, apiKey: os.environ/${name} }\n`)
			.join('')}`.slice(0, MAX_LENGTH),
};

/**
 * A text whose entries under `groups` (JSON: the whole text) are repeated, under other names each time, up to the longest
 * that is read.
 * @param {string} text
 * @param {number} times
 */
function grown(text, times) {
	const lines = text.split('\n');
	const begin = lines.findIndex((line) => /^\s*"?groups"?:/.test(line)) + 1;
	const length = lines.slice(begin).findIndex((line) => /^\S/.test(line));
	const end = length === -1 ? lines.length : begin + length;
	const part = lines.slice(begin, end);
	// Names of groups: where the first one is indented, and nowhere deeper.
	const indent = /^\s*/.exec(part[0] ?? '')[0];
	const copies = Array.from({ length: times }, (_, index) =>
		part.map((line) => line.replace(new RegExp(`^(${indent}"?)(\\w+)("?:)`), `$1$2-${index}$3`)).join('\n'),
	);
	return [...lines.slice(0, begin), ...copies, ...lines.slice(end)].join('\n').slice(0, MAX_LENGTH);
}

module.exports = { LARGE_TEXTS, MAX_LENGTH, grown };
