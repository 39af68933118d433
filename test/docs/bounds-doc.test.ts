import * as bounds from '../../lib/bounds';
import { readText } from './read-docs';

const MB = 1024 * 1024;

/** Every row of every table: a constant, and the figure that people read. */
const documented = readText('docs/bounds.md')
	.split('\n')
	.flatMap((line) => {
		const [, constant, bound] = /^\| `([A-Z_]+)` *\| ([^|]*[^| ]) *\|/.exec(line) ?? [];
		return constant === undefined ? [] : [[constant, bound] as const];
	});

function inWords(constant: string, value: number): string {
	if (constant.endsWith('_MS')) return `${value / 1_000} s`;
	if (constant.endsWith('_BYTES')) return value >= MB ? `${value / MB} MB` : `${value} bytes`;
	if (constant.endsWith('_DAYS')) return `${value} days`;
	if (constant.endsWith('_USD')) return `${value.toLocaleString('en')} USD`;
	return value.toLocaleString('en');
}

describe('docs/bounds.md', () => {
	it('lists every bound of the code, once', () => {
		expect(documented.map(([constant]) => constant).sort()).toEqual(Object.keys(bounds).sort());
	});

	it.each(Object.entries(bounds))('gives %s as it is', (constant, value) => {
		expect(new Map(documented).get(constant)).toBe(inWords(constant, value));
	});
});
