import { createServer } from 'node:http';
import type { NtfySettings } from '../../../lib/alerts/ntfy/ask-ntfy';
import { createNtfyClient } from '../../../lib/alerts/ntfy/ntfy-client';
import type { NtfyMessage } from '../../../lib/alerts/ntfy/ntfy-message';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { startFakeNtfy, type FakeNtfy } from '../../support/fake-ntfy';

let ntfy: FakeNtfy;
let clock: FakeClock;
beforeEach(async () => {
	ntfy = await startFakeNtfy();
	clock = createFakeClock();
});
afterEach(() => ntfy.close());

const client = (settings: Partial<NtfySettings> = {}) =>
	createNtfyClient({ baseUrl: ntfy.url, login: { kind: 'none' }, ...settings }, { clock });
const message = (fields: Partial<NtfyMessage> = {}): NtfyMessage => ({
	topic: 'llm-spend',
	title: 'Budget: 80 %',
	message: 'line 1\nline 2',
	...fields,
});
const attachment = { filename: 'größe 📊.png', bytes: Uint8Array.from({ length: 3_000 }, (_, index) => index % 256) };

/** Lets pauses pass while real requests are under way. */
async function settle<T>(promise: Promise<T>): Promise<T> {
	let settled = false;
	const done = promise.finally(() => (settled = true));
	done.catch(() => {});
	for (let turn = 0; !settled && turn < 2_000; turn++) {
		await new Promise((resolve) => setTimeout(resolve, 2));
		await clock.advance(100);
	}
	return await done;
}

describe('a message', () => {
	it('arrives with all there is, umlauts and emoji intact', async () => {
		const full = message({
			title: 'Größe 👋 "80 %"',
			message: 'Käse 🧀\nzwei',
			priority: 4,
			tags: ['warning', 'ü'],
			clickUrl: 'https://n8n.example/ü',
		});
		expect(await client().publish(full)).toEqual({ attached: false });
		expect(ntfy.messages).toMatchObject([
			{
				topic: 'llm-spend',
				title: full.title,
				message: full.message,
				priority: 4,
				tags: ['warning', 'ü'],
				click: full.clickUrl,
			},
		]);
	});

	it('arrives so with an attachment, byte for byte', async () => {
		const full = message({
			title: 'Größe 👋 "80 %"',
			message: 'Käse 🧀\nzwei',
			priority: 5,
			tags: ['warning', 'ü'],
			clickUrl: 'https://n8n.example/',
			attachment,
		});
		expect(await client().publish(full)).toEqual({ attached: true });
		const [received] = ntfy.messages;
		expect(received).toMatchObject({
			topic: 'llm-spend',
			title: full.title,
			message: full.message,
			priority: 5,
			tags: ['warning', 'ü'],
			click: full.clickUrl,
		});
		expect(received!.attachment!.filename).toBe(attachment.filename);
		expect(Buffer.compare(received!.attachment!.bytes, Buffer.from(attachment.bytes))).toBe(0);
	});

	it('is Markdown where it says so', async () => {
		await client().publish(message({ markdown: true }));
		await client().publish(message({ markdown: true, attachment }));
		await client().publish(message({ attachment }));
		expect(ntfy.messages.map(({ markdown }) => markdown)).toEqual([true, true, false]);
	});

	it.each(['=?UTF-8?B?eA==?=', 'C:\\temp', ' 100 % '])(
		'whose title is %j arrives as it is, but for blanks at its ends',
		async (title) => {
			await client().publish(message({ title, attachment }));
			expect(ntfy.messages[0]!.title).toBe(title.trim());
		},
	);

	it('has a title of one line', async () => {
		await client().publish(message({ title: 'one\r\ntwo' }));
		await client().publish(message({ title: 'one\r\ntwo', attachment }));
		expect(ntfy.messages.map(({ title }) => title)).toEqual(['one two', 'one two']);
	});

	it.each([
		['without', undefined],
		['with', attachment],
	])('that is too long is cut at a whole character, %s an attachment', async (_how, file) => {
		await client().publish(
			message({ message: `ab${'👩‍🍳'.repeat(2_000)}`, title: 'a\u0308'.repeat(400), attachment: file }),
		);
		const [received] = ntfy.messages;
		expect(received!.message).toMatch(/^ab(👩‍🍳)+…$/u);
		expect(received!.title).toMatch(/^(a\u0308)+…$/);
		expect(received!.attachment?.filename).toBe(file?.filename);
	});

	it.each([
		['fills the limit', 'a'.repeat(4_096)],
		['is one byte shorter', 'a'.repeat(4_095)],
		['counts double as JSON', '"\n'.repeat(2_500)],
	])('that %s is no file, and not refused', async (_what, text) => {
		await client().publish(
			message({ message: text, title: 'ä'.repeat(100), clickUrl: `https://n8n.example/${'x'.repeat(300)}` }),
		);
		expect(ntfy.messages).toHaveLength(1);
		expect(ntfy.messages[0]!.attachment).toBeUndefined();
		expect(text.startsWith(ntfy.messages[0]!.message.replace(/…$/, ''))).toBe(true);
		expect(ntfy.messages[0]!.message.length).toBeGreaterThan(3_000);
	});

	it('goes to a server below a path', async () => {
		const seen: string[] = [];
		const server = createServer((request, response) => {
			seen.push(`${request.method} ${request.url}`);
			response.end('{"id":"1"}');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as { port: number };
		await client({ baseUrl: `http://127.0.0.1:${port}/ntfy/` }).publish(message());
		await client({ baseUrl: `http://127.0.0.1:${port}/ntfy` }).publish(message({ attachment }));
		expect(seen).toEqual(['POST /ntfy/', 'PUT /ntfy/llm-spend']);
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
});

describe('a server', () => {
	it('that fails twice gets it the third time', async () => {
		ntfy.failNext(1, 500);
		ntfy.failNext(1, 429, { 'retry-after': '5' });
		await settle(client().publish(message()));
		expect(ntfy.messages).toHaveLength(1);
		expect(ntfy.requests).toBe(3);
	});

	it('that fails three times is given up', async () => {
		ntfy.failNext(3, 503);
		await expect(settle(client().publish(message()))).rejects.toThrow('ntfy has a fault of its own (503); see its log');
		expect(ntfy.requests).toBe(3);
	});

	it.each([
		[400, /does not accept the message \(400\)/],
		[401, /does not know this token, or user and password \(401\); correct the credential/],
		[403, /does not let this credential, or none, use the topic \(403\)/],
		[404, /is not at this address \(404\)/],
		[302, /sends us elsewhere \(302\)/],
	])('that answers %d is asked once', async (status, sentence) => {
		ntfy.failNext(5, status, { location: 'http://127.0.0.1:1/' });
		await expect(client().publish(message())).rejects.toThrow(sentence);
		expect(ntfy.requests).toBe(1);
	});

	it('that asks for more time than a check has is not asked again', async () => {
		ntfy.failNext(1, 429, { 'retry-after': '31' });
		await expect(client().publish(message())).rejects.toThrow(
			'ntfy has had enough messages for now (429); try again later, or use a server of your own',
		);
		expect(ntfy.requests).toBe(1);
	});

	it('that does not answer is given up after 10 s, three times', async () => {
		for (let tries = 0; tries < 3; tries++) ntfy.hangNext();
		await expect(settle(client().publish(message()))).rejects.toThrow(
			'ntfy cannot be reached: there was no answer within 10 s',
		);
		expect(ntfy.requests).toBe(3);
		expect(clock.pending()).toBe(0);
	});

	it.each(['<html>Log in</html>', '{}', 'null', '{"id":1}'])(
		'that answers %s is not ntfy, and nothing counts as sent',
		async (body) => {
			ntfy.answerNext(body);
			await expect(client().publish(message())).rejects.toThrow(
				'What answers at the server URL of the credential is not ntfy',
			);
			expect(ntfy.requests).toBe(1);
		},
	);

	it.each([
		[413, 41_301],
		[400, 40_014],
		[429, 42_905],
	])('that takes no attachments (%d, %d) gets the message without', async (status, code) => {
		ntfy.refuseAttachments(status, code);
		expect(await client().publish(message({ attachment }))).toEqual({ attached: false });
		expect(ntfy.messages).toMatchObject([{ title: 'Budget: 80 %', message: 'line 1\nline 2' }]);
		expect(ntfy.requests).toBe(2);
	});

	it('that takes no attachments gets three tries all the same', async () => {
		ntfy.refuseAttachments(413);
		ntfy.failNext(2);
		expect(await settle(client().publish(message({ attachment })))).toEqual({ attached: false });
		expect(ntfy.requests).toBe(4);
	});

	it('that sends us elsewhere does not move the login there', async () => {
		const elsewhere = await startFakeNtfy();
		ntfy.failNext(1, 307, { location: `${elsewhere.url}/` });
		await expect(client({ login: { kind: 'token', token: 'tk_planted' } }).publish(message())).rejects.toThrow(
			'sends us elsewhere (307)',
		);
		expect(elsewhere.requests).toBe(0);
		await elsewhere.close();
	});

	it('that is not there is told in a sentence, after three tries', async () => {
		await ntfy.close();
		await expect(settle(client().publish(message()))).rejects.toThrow(
			'ntfy cannot be reached: nothing listens at its address',
		);
		ntfy = await startFakeNtfy();
	});
});

describe('a login', () => {
	it.each<[string, NtfySettings['login'], string]>([
		['a token', { kind: 'token', token: 'tk_planted' }, 'Bearer tk_planted'],
		[
			'user and password',
			{ kind: 'user', user: 'jürgen', password: 'planted:pw' },
			`Basic ${Buffer.from('jürgen:planted:pw').toString('base64')}`,
		],
	])('by %s lets in, and a wrong one is refused without being repeated', async (_name, login, authorization) => {
		ntfy.requireLogin(authorization);
		await client({ login }).check();
		await client({ login }).publish(message());
		expect(ntfy.messages[0]!.authorization).toBe(authorization);
		ntfy.requireLogin('Bearer another');
		const error = await client({ login })
			.check()
			.catch((reason: Error) => reason);
		expect(String(error)).toMatch(/does not know this token, or user and password/);
		expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('planted');
	});

	it('is not needed where the server wants none', async () => {
		await client().check();
		await client().publish(message());
		expect(ntfy.messages[0]).not.toHaveProperty('authorization', expect.anything());
	});
});

it.each([
	['', 'Topic is empty: enter the name of the ntfy topic'],
	['a/b', 'Topic must be the name of a topic alone, without a slash'],
	['https://ntfy.sh/a', 'without a slash'],
	['größe', 'Topic may have letters from A to Z, digits, - and _ only, 64 at most'],
	['a'.repeat(65), '64 at most'],
])('the topic %j is refused before anything is sent', async (topic, sentence) => {
	await expect(client().publish(message({ topic }))).rejects.toThrow(sentence);
	expect(ntfy.requests).toBe(0);
});

it('ends when it is told to, in a pause too', async () => {
	ntfy.failNext(3);
	const stop = new AbortController();
	const sending = client().publish(message(), stop.signal);
	sending.catch(() => {});
	while (ntfy.requests === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	stop.abort();
	await expect(sending).rejects.toThrow();
	expect(ntfy.requests).toBe(1);
});
