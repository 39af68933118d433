import { startFaultServer, type FaultServer } from '../support/fault-server';
import { groupOf } from './support/group';
import { runNode } from './support/run-node';

let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

describe('when a chat or webhook waits for a stream', () => {
	it('the answer arrives piece by piece, and whole in the output', async () => {
		server.reply({ text: ['Hello ', 'you'], paceMs: 500 });
		const { chunks, outputs } = await runNode({ ...groupOf([{ server }]), streaming: true, mode: 'webhook' });
		expect(chunks).toEqual([
			{ type: 'begin', content: undefined, itemIndex: 0 },
			{ type: 'item', content: 'Hello ', itemIndex: 0 },
			{ type: 'item', content: 'you', itemIndex: 0 },
			{ type: 'end', content: undefined, itemIndex: 0 },
		]);
		expect(outputs[0]![0]!.json.text).toBe('Hello you');
	});

	it('the workflow gets its answer also when the chat cannot be reached, and a hint', async () => {
		const unhandled: unknown[] = [];
		const listener = (reason: unknown) => unhandled.push(reason);
		process.on('unhandledRejection', listener);
		server.reply({ text: ['Hello ', 'you'] });
		const { outputs, hints } = await runNode({ ...groupOf([{ server }]), streaming: 'broken', mode: 'webhook' });
		await new Promise((resolve) => setImmediate(resolve));
		process.off('unhandledRejection', listener);

		expect(unhandled).toEqual([]);
		expect(outputs[0]![0]!.json.text).toBe('Hello you');
		expect(hints.map(({ message }) => message)).toContain(
			'Item 0: the answer could not be streamed; the item holds it all the same',
		);
	});

	it('a deployment that fails before its first token leaves no trace in it', async () => {
		server.script([{ status: 500 }, { text: ['Hello'] }]);
		const { chunks } = await runNode({ ...groupOf([{ server }, { server }]), streaming: true, mode: 'webhook' });
		expect(chunks.map(({ type, content }) => content ?? type)).toEqual(['begin', 'Hello', 'end']);
	});

	it('a deployment that fails while it still thinks leaves no trace in it, nor in the output', async () => {
		server.script([
			{ reasoning: 'one', breakAfter: { tokens: 1, how: 'cut' } },
			{ reasoning: 'four', text: ['Hello'] },
		]);
		const group = groupOf([{ server }, { server }], { simplify: false });
		const { chunks, outputs } = await runNode({ ...group, streaming: true, mode: 'webhook' });
		expect(chunks.map(({ type, content }) => content ?? type)).toEqual(['begin', 'Hello', 'end']);
		expect(outputs[0]![0]!.json).toMatchObject({ text: 'Hello', reasoning: 'four' });
		expect(server.requests).toHaveLength(2);
	});

	it('a stream that breaks ends with an error that carries the beginning', async () => {
		server.reply({ text: ['Hello ', 'you'], breakAfter: { tokens: 1, how: 'cut' } });
		const { chunks, error } = await runNode({ ...groupOf([{ server }, { server }]), streaming: true, mode: 'webhook' });
		expect(chunks.map(({ type }) => type)).toEqual(['begin', 'item', 'error']);
		expect(error?.context).toMatchObject({ partialText: 'Hello ' });
	});

	it('an item that fails is told to the one who waits also when the workflow goes on', async () => {
		server.reply({ status: 400 });
		const { chunks } = await runNode({
			...groupOf([{ server }]),
			streaming: true,
			mode: 'webhook',
			onError: 'continueRegularOutput',
		});
		expect(chunks.map(({ type }) => type)).toEqual(['begin', 'error']);
	});

	it('a stream that breaks goes on from the next deployment where asked for', async () => {
		server.script([{ text: ['Hello ', 'you'], breakAfter: { tokens: 1, how: 'cut' } }, { text: ['there'] }]);
		const group = groupOf([{ server }, { server }], { routingOptions: { midStreamFailure: 'continue' } });
		const { outputs } = await runNode({ ...group, streaming: true, mode: 'webhook' });
		expect(outputs[0]![0]!.json.text).toBe('Hello there');
	});

	it('a stream that finds nobody to go on carries the beginning too', async () => {
		server.script([{ text: ['Hello ', 'you'], breakAfter: { tokens: 1, how: 'cut' } }, { status: 400 }]);
		const group = groupOf([{ server }, { server }], { routingOptions: { midStreamFailure: 'continue' } });
		const { error } = await runNode({ ...group, streaming: true, mode: 'webhook' });
		expect(error?.context).toMatchObject({ partialText: 'Hello ' });
	});

	it('nothing is streamed when Stream to Chat is off', async () => {
		const { chunks, outputs } = await runNode({
			...groupOf([{ server }], { options: { streaming: false } }),
			streaming: true,
			mode: 'webhook',
		});
		expect(chunks).toEqual([]);
		expect(outputs[0]![0]!.json.text).toBe('Hello from the fault server');
	});
});

it('a broken stream is replaced without a trace when nobody watches it', async () => {
	server.script([{ text: ['Hello ', 'you'], breakAfter: { tokens: 1, how: 'cut' } }, { text: ['Good day'] }]);
	const { outputs } = await runNode(groupOf([{ server }, { server }]));
	expect(outputs[0]![0]!.json.text).toBe('Good day');
});
