import { INVARIANTS } from '../campaign/invariants/violation';
import { PLANTED_FAULTS } from '../campaign/planted-faults';
import { readText, sectionUnder } from './read-docs';

const HEADING = 'Faults of providers, at random';

describe('docs/reliability.md', () => {
	it('lists every promise that the campaign holds calls to', () => {
		const listed = sectionUnder(readText('docs/reliability.md'), HEADING)
			.split(/\n\n/)
			.find((paragraph) => paragraph.startsWith('- '))!
			.split(/^- /m)
			.map((item) => item.replace(/\s+/g, ' ').trim())
			.filter((item) => item !== '');
		expect(listed).toEqual(Object.values(INVARIANTS));
	});

	it('promises nothing that no planted fault breaks', () => {
		const broken = new Set(PLANTED_FAULTS.map(({ breaks }) => breaks));
		expect(Object.keys(INVARIANTS).filter((invariant) => !broken.has(invariant as never))).toEqual([]);
	});
});
