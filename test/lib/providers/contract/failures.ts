import { closedPort, startFaultServer } from '../../../support/fault-server';
import { type Asker, HEADER_SECRET, KEY, PROMPT, textOf } from './asker';

export function itFails(asker: Asker): void {
	const { subject } = asker;

	it('makes one request for a 429 and passes status and Retry-After on', async () => {
		const said = 'This request would exceed your rate limit.';
		asker.server.reply({ status: 429, headers: { 'retry-after': '2.5' }, body: subject.errorBody(said) });
		expect((await asker.failing()).failure).toEqual({
			kind: 'rate_limited',
			status: 429,
			retryAfterMs: 2_500,
			message: expect.stringMatching(/^The provider answered 429( \(\w+\))?: This request would exceed/) as string,
			reached: true,
		});
		expect(asker.server.requests).toHaveLength(1);
	});

	it.each([
		[500, 'server'],
		[503, 'server'],
		[529, 'server'],
		[401, 'access'],
		[404, 'model_not_found'],
		[302, 'model_not_found'],
	])('makes one request for a %i in plain text, says %s, and writes nothing to the console', async (status, kind) => {
		asker.server.reply({ status, body: 'upstream said no' });
		await quietly(async () => {
			expect((await asker.failing()).failure).toMatchObject({
				kind,
				status,
				message: expect.stringContaining('upstream said no') as string,
				reached: true,
			});
		});
		expect(asker.server.requests).toHaveLength(1);
	});

	it('keeps what a server says of a timeout, which SDKs take for one of theirs', async () => {
		asker.server.reply({ status: 504, body: subject.errorBody('The upstream timed out') });
		expect((await asker.failing()).failure).toMatchObject({
			kind: 'server',
			status: 504,
			message: expect.stringContaining('The upstream timed out') as string,
		});
	});

	it('follows no redirect, so that no header goes astray', async () => {
		const other = await startFaultServer();
		asker.server.reply({ status: 307, headers: { location: other.url + subject.path } });
		expect((await asker.failing()).failure).toMatchObject({ kind: 'model_not_found', status: 307 });
		expect(other.requests).toHaveLength(0);
		await other.close();
	});

	it('fails with server at an error inside a stream, behind the text that came before it', async () => {
		asker.server.reply({
			text: ['one', 'two'],
			breakAfter: { tokens: 1, how: 'error', error: subject.errorEvent('It went wrong') },
		});
		const { events, failure } = await asker.failing();
		expect(textOf(events)).toBe('one');
		expect(failure).toMatchObject({
			kind: 'server',
			message: expect.stringContaining('It went wrong') as string,
			reached: true,
		});
	});

	it.each(['cut', 'end', 'malformed'] as const)(
		'fails with server when the stream breaks (%s), behind the text that came, quietly',
		async (how) => {
			for (const tokens of [0, 1]) {
				asker.server.reply({ text: ['one', 'two'], breakAfter: { tokens, how } });
				await quietly(async () => {
					const { events, failure } = await asker.failing();
					expect(textOf(events)).toBe(tokens === 0 ? '' : 'one');
					expect(failure).toMatchObject({ kind: 'server', reached: true });
				});
			}
		},
	);

	it.each([
		['a web page', { raw: '<html>Welcome</html>', contentType: 'text/html' }],
		['no content at all', { raw: '' }],
	])('fails with server at %s', async (_name, reply) => {
		asker.server.reply(reply);
		expect((await asker.failing()).failure).toMatchObject({ kind: 'server', reached: true });
	});

	it('fails with server when the server hangs up without an answer, after one request', async () => {
		asker.server.reply('close');
		expect((await asker.failing()).failure).toMatchObject({ kind: 'server', reached: true });
		expect(asker.server.requests).toHaveLength(1);
	});

	it('says that a closed port was not reached', async () => {
		const port = await closedPort();
		const endpoint = asker.endpointAt(`http://127.0.0.1:${port}`);
		expect((await asker.failing({ endpoint })).failure).toEqual({
			kind: 'connection',
			message: `No connection to 127.0.0.1:${port}: the connection was refused (ECONNREFUSED).`,
			reached: false,
		});
	});

	it('repeats neither key, header nor prompt of the request in a message', async () => {
		const message = `Bad key ${KEY} in x-team ${HEADER_SECRET} for "${PROMPT}"`;
		asker.server.script([
			{ status: 400, body: subject.errorBody(message) },
			{ status: 502, body: message },
			{ breakAfter: { tokens: 1, how: 'error', error: subject.errorEvent(message) } },
		]);
		for (const kind of ['bad_request', 'server', 'server']) {
			const { failure } = await asker.failing();
			expect(failure.kind).toBe(kind);
			expect(failure.message).toContain('Bad key');
			for (const secret of [KEY, HEADER_SECRET, PROMPT, 'planted']) expect(failure.message).not.toContain(secret);
		}
	});

	const { unsendable } = subject;
	if (unsendable !== undefined) {
		it('sends nothing for content that cannot be sent', async () => {
			const { failure } = await asker.failing({ messages: [{ role: 'user', content: [unsendable] }] });
			expect(failure).toMatchObject({ kind: 'unsupported', reached: false });
			expect(asker.server.requests).toHaveLength(0);
		});
	}
}

/** Nothing is written to the console meanwhile: SDKs do, and pieces of answers with it. */
async function quietly(work: () => Promise<void>): Promise<void> {
	const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
	const written = methods.map((method) => jest.spyOn(console, method).mockImplementation(() => undefined));
	try {
		await work();
		for (const spy of written) expect(spy).not.toHaveBeenCalled();
	} finally {
		for (const spy of written) spy.mockRestore();
	}
}
