import { mutations, seededRandom } from './mutations';
import { read } from './reading';
import { SECRETS, SOUND_TEXTS } from './sound-texts';

const cases = mutations(Object.values(SOUND_TEXTS), 120, seededRandom(20_261_125));

describe('texts with a mistake in them', () => {
	it('are more than a hundred, of every kind', () => {
		expect(cases.length).toBe(120);
		expect(new Set(cases.map(({ what }) => what)).size).toBe(14);
	});

	it.each(cases.map((mutated, index) => ({ index, ...mutated })))(
		'are refused with the line named: $what in line $line ($index)',
		({ text, line, syntax }) => {
			const { config, faults } = read(text, { secrets: SECRETS });
			const lines = faults.map((fault) => fault.line);
			expect(config).toBeUndefined();
			if (syntax) expect(Math.max(...lines)).toBeGreaterThanOrEqual(line);
			else expect(lines).toContain(line);
		},
	);

	it.each(Object.entries(SOUND_TEXTS))('that break off in the middle are refused: %s', (_what, text) => {
		const lines = text.trimEnd().split('\n');
		for (const length of lines.slice(0, -1).keys()) {
			const cut = lines.slice(0, length + 1);
			cut[length] = /^\s*/.exec(lines[length]!)![0] + lines[length]!.trim().slice(0, 3);
			const { config, faults } = read(cut.join('\n'), { secrets: SECRETS });
			expect(config).toBeUndefined();
			expect(faults.length).toBeGreaterThan(0);
		}
	});
});
