import type { Message } from '../../../lib/types/chat';
import type { ChatRequest } from '../../../lib/types/routing';
import { startRouted, type Routed } from '../../support/routed';

const WEEK_MS = 7 * 86_400_000;

let routed: Routed;
afterEach(async () => {
	await routed?.close();
});

const says = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
const texts = () => routed.rows.map((row) => row.texts);

describe('what was said', () => {
	it('is not kept unless the request asks', async () => {
		routed = await startRouted([{}]);
		await routed.ask('Hello');
		expect(texts()).toEqual([undefined]);
	});

	it("is the messages as JSON and the answer, for so long from the call's end", async () => {
		routed = await startRouted([{}]);
		routed.servers[0]!.reply({ text: ['Good ', 'day'] });
		const messages: Message[] = [{ role: 'system', text: 'Be kind' }, says('Hello')];
		await routed.router.chat({ group: 'chat', messages, keepTextsMs: WEEK_MS });
		const [row] = routed.rows;
		expect(JSON.parse(row!.texts!.prompt)).toEqual(messages);
		expect(row!.texts).toMatchObject({ answer: 'Good day', keepUntilMs: row!.startedAtMs + row!.latencyMs + WEEK_MS });
	});

	it('has of images and files only what they are', async () => {
		routed = await startRouted([{}]);
		const content: Extract<Message, { role: 'user' }>['content'] = [
			{ type: 'image', mediaType: 'image/png', dataBase64: 'cGxhbnRlZA==' },
			{ type: 'image_url', url: 'https://example.com/cat.png' },
			{ type: 'image_url', url: 'data:image/svg+xml,planted' },
			{ type: 'file', mediaType: 'text/plain', dataBase64: 'cGxhbnRlZA==', fileName: 'notes.txt' },
			{ type: 'text', text: 'What is this?' },
		];
		await routed.router
			.chat({ group: 'chat', messages: [{ role: 'user', content }], keepTextsMs: WEEK_MS })
			.catch(() => {});
		expect(JSON.parse(texts()[0]!.prompt)).toEqual([
			{
				role: 'user',
				content: [
					{ type: 'image', mediaType: 'image/png' },
					{ type: 'image_url', url: 'https://example.com/cat.png' },
					{ type: 'image_url', url: 'data:' },
					{ type: 'file', mediaType: 'text/plain', fileName: 'notes.txt' },
					{ type: 'text', text: 'What is this?' },
				],
			},
		]);
	});
});

describe('of a call that failed', () => {
	const asking: Partial<ChatRequest> = { keepTextsMs: WEEK_MS };

	it('only the prompt is kept when nothing came', async () => {
		routed = await startRouted([{}]);
		routed.servers[0]!.reply({ status: 400 });
		await routed.ask('Hello', asking).catch(() => {});
		expect(texts()).toEqual([{ prompt: JSON.stringify([says('Hello')]), keepUntilMs: expect.any(Number) }]);
	});

	it.each(['streamed', 'whole'])('the part that came is kept too (%s)', async (how) => {
		routed = await startRouted([{ retries: 0 }]);
		routed.servers[0]!.reply({ text: ['Once', ' upon'], breakAfter: { tokens: 1, how: 'cut' } });
		const request: ChatRequest = { group: 'chat', messages: [says('A tale')], ...asking };
		const end = async () => {
			if (how === 'whole') await routed.router.chat(request);
			else for await (const event of routed.router.stream(request)) void event;
		};
		await expect(end()).rejects.toMatchObject({ name: 'RoutedLlmError' });
		expect(texts()).toMatchObject([{ answer: 'Once' }]);
	});

	it('by whoever left the stream, what they saw is kept', async () => {
		routed = await startRouted([{}]);
		routed.servers[0]!.reply({ text: ['Once', ' upon'], breakAfter: { tokens: 1, how: 'stall' } });
		for await (const { type } of routed.router.stream({ group: 'chat', messages: [says('A tale')], ...asking }))
			if (type === 'text') break;
		expect(routed.rows).toMatchObject([{ status: 'cancelled', texts: { answer: 'Once' } }]);
	});
});

it('says of the row and of each attempt under which identity the state store knows the deployment', async () => {
	routed = await startRouted([{}, {}]);
	routed.servers[0]!.reply({ status: 503 });
	await routed.ask();
	const [first, second] = routed.router.config.groups.get('chat')!.deployments.map(({ id }) => id);
	expect(routed.rows).toMatchObject([
		{ deploymentId: second, attempts: [{ deploymentId: first }, { deploymentId: second }] },
	]);
});
