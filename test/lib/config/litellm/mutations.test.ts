import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../policy/seeded-random';
import type { Mutated } from '../model-groups/mutations';
import { read } from '../model-groups/reading';
import { SECRETS } from './expected-configs';
import { KINDS, mistakes } from './mutate-config';

const FOLDER = join(__dirname, 'configs');
const FILES = readdirSync(FOLDER).sort();
const COUNT = 100;
const secrets = Object.fromEntries(SECRETS);

/** One mistake each, the files and the kinds in turn. */
function drawn(): Array<Mutated & { file: string }> {
	const random = seededRandom(20_261_125);
	const found = new Map<string, Mutated & { file: string }>();
	for (let turn = 0; found.size < COUNT; turn += 1) {
		const file = FILES[turn % FILES.length]!;
		const what = KINDS[turn % KINDS.length]!;
		const possible = mistakes(what, readFileSync(join(FOLDER, file), 'utf8'), random);
		const mutated = possible[Math.floor(random() * possible.length)];
		if (mutated !== undefined) found.set(mutated.text, { file, ...mutated });
	}
	return [...found.values()];
}

const cases = drawn();

describe('a config.yaml with one mistake in it', () => {
	it('is drawn a hundred times, of every kind and from every file', () => {
		expect(cases).toHaveLength(COUNT);
		expect([...new Set(cases.map(({ what }) => what))].sort()).toEqual([...KINDS].sort());
		expect([...new Set(cases.map(({ file }) => file))].sort()).toEqual(FILES);
	});

	it.each(cases.map((mutated, index) => ({ index, ...mutated })))(
		'is refused, and the line named: $what in line $line of $file ($index)',
		({ text, line, syntax }) => {
			const { config, faults } = read(text, { secrets });
			const lines = faults.map((fault) => fault.line);
			expect(config).toBeUndefined();
			if (syntax) expect(Math.max(...lines)).toBeGreaterThanOrEqual(line);
			else expect(lines).toContain(line);
			for (const secret of SECRETS.values())
				expect(faults.map(({ message }) => message).join('\n')).not.toContain(secret);
		},
	);
});
