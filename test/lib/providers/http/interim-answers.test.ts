import { withoutContinue } from '../../../../lib/providers/http/interim-answers';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

const read = (text: string) => {
	const { rest, isComplete } = withoutContinue(Buffer.from(text));
	return { rest: rest.toString(), isComplete };
};

describe('the beginning of an answer', () => {
	it.each([
		['', ''],
		[CONTINUE, ''],
		[CONTINUE + CONTINUE, ''],
		['HTTP/1.1 100\r\nx: y\r\n\r\n', ''],
		['HTTP/1.0 100 Continue\r\n\r\n', ''],
	])('is what follows %j', (interim) => {
		expect(read(interim + ANSWER)).toEqual({ rest: ANSWER, isComplete: true });
	});

	it('needs more bytes as long as they may be an interim answer', () => {
		for (let length = 0; length <= CONTINUE.length; length++)
			expect(read(CONTINUE.slice(0, length)).isComplete).toBe(false);
	});

	it('is handed on as soon as it is something else', () => {
		for (const text of ['HTTP/1.1 2', 'HTTP/1.1 101 Switching', 'HTTP/1.1 103 E', 'garbage', ANSWER])
			expect(read(text)).toEqual({ rest: text, isComplete: true });
	});

	it('is found behind any number of interim answers in one piece', () => {
		expect(read(CONTINUE.repeat(50_000) + ANSWER)).toEqual({ rest: ANSWER, isComplete: true });
	});

	it('is not searched for without end', () => {
		const endless = `HTTP/1.1 100 Continue\r\nx: ${'y'.repeat(20_000)}`;
		expect(read(endless)).toEqual({ rest: endless, isComplete: true });
	});
});
