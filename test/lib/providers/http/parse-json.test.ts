import { MAX_JSON_VALUES } from '../../../../lib/bounds';
import { hasTooManyValues, parseJson } from '../../../../lib/providers/http/parse-json';

const list = (value: string, count: number) => `[${Array(count).fill(value).join(',')}]`;

describe('JSON of a provider', () => {
	it('is read, whatever its length, while its values are few', () => {
		const text = `${'a, [{'.repeat(1_000_000)}\\"`;
		expect(parseJson(JSON.stringify({ text }), 'host')).toEqual({ text });
	});

	it.each(['{}', '[]', '0', '""', '{"a":1}', '"\\\\"', '"\\""'])('is refused when it has too many (%s)', (value) => {
		expect(hasTooManyValues(list(value, MAX_JSON_VALUES + 1))).toBe(true);
		expect(() => parseJson(list(value, MAX_JSON_VALUES + 1), 'host')).toThrow(/more than 500,000 values/);
	});

	it('is read up to as many', () => {
		expect(hasTooManyValues(list('0', MAX_JSON_VALUES))).toBe(false);
	});

	it('is refused when it is nested without end', () => {
		expect(hasTooManyValues('['.repeat(MAX_JSON_VALUES * 2))).toBe(true);
	});

	it('is a SyntaxError when it is none', () => {
		expect(() => parseJson('{"a', 'host')).toThrow(SyntaxError);
		expect(() => parseJson(`"${'a'.repeat(2_000_000)}`, 'host')).toThrow(SyntaxError);
	});
});
