import { type Asker, KEY } from './asker';

export function itAsksForFree(asker: Asker): void {
	const list = async () => await asker.provider.listModels(asker.endpoint, AbortSignal.timeout(5_000));

	it('lists models by name, in order, free of chat requests', async () => {
		asker.server.models = ['model-b', 'model-a'];
		expect(await list()).toEqual(['model-a', 'model-b']);
		expect(asker.server.freeRequests).toHaveLength(1);
		expect(asker.server.requests).toHaveLength(0);
	});

	it('fails in classified ways where it gets no list', async () => {
		asker.server.freeReply = { status: 401, body: asker.subject.errorBody(`invalid ${KEY}`) };
		await expect(list()).rejects.toMatchObject({
			failure: { kind: 'access', status: 401, message: expect.not.stringContaining('planted') as string },
		});
		asker.server.freeReply = 'close';
		await expect(list()).rejects.toMatchObject({ failure: { kind: 'server', reached: true } });
		expect(asker.server.freeRequests).toHaveLength(2);
	});

	it('ends a list at once when it is cancelled', async () => {
		asker.server.freeReply = 'hang';
		const cancelled = asker.provider.listModels(asker.endpoint, AbortSignal.timeout(50));
		await expect(cancelled).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
	});

	it('loads ahead what the first request needs without asking the server', async () => {
		await asker.provider.warm?.();
		expect(asker.provider.warm).toBeDefined();
		expect([...asker.server.requests, ...asker.server.freeRequests]).toHaveLength(0);
	});
}
