import { countsIn } from '../../../lib/redaction/counts';

const numbersOf = (message: string) => countsIn(message).map(({ start, end }) => message.slice(start, end));

describe('counts in a message', () => {
	it.each([
		['maximum context length is 8192 tokens. However, you requested 10000 tokens', ['8192', '10000']],
		['(9000 in the messages, 1000 in the completion)', ['9000', '1000']],
		['max_tokens must be at most 4096', ['4096']],
		['line 1 column 2345', ['2345']],
		['n_keep: 13055>= n_ctx: 4096', ['13055', '4096']],
		['Limit 30000, Used 29800, Requested 9000', ['30000', '29800', '9000']],
		['input token count (1050000) exceeds the maximum number of tokens allowed (1048576)', ['1050000', '1048576']],
		['128,000 are allowed, 1_048_576 bytes', ['128,000', '1_048_576']],
		['the upstream said 401, 403 or 502/503', ['401', '403', '502', '503']],
		['regain access on 2026-12-01 at 00:00 UTC', ['2026-12-01 at 00:00 UTC']],
	])('are those that say a size, a limit, a place or a status: %s', (message, counts) => {
		expect(numbersOf(message).sort()).toEqual([...counts].sort());
	});

	it.each([
		'PIN 4711',
		'the admin 4711',
		'export 4711',
		'Invalid value: 4711',
		'contains 4711',
		'Unexpected token 4711 in JSON',
		'social security number: 078-05-1120',
		'maximum 078-05-1120',
		'limit 4111 1111 1111 1111 of the card',
		'maximum 123456789 tokens',
		'call 555-0100 or 404 555 0100',
		'4711 promptly',
		'born on 2026-12-01 at 00:00 UTC',
	])('are not there: %s', (message) => {
		expect(numbersOf(message)).toEqual([]);
	});
});
