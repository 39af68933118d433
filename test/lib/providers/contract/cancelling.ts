import type { Behaviour } from '../../../support/fault-server';
import { type Asker, textOf } from './asker';

export function itCancels(asker: Asker): void {
	it('sends nothing when it is cancelled before it begins', async () => {
		const { failure } = await asker.failing({ signal: AbortSignal.abort() });
		expect(failure).toMatchObject({ kind: 'cancelled', reached: false });
		expect(asker.server.requests).toHaveLength(0);
	});

	it.each([
		['before the headers', 'hang'],
		['while the body of an error is awaited', { status: 500, body: 'x'.repeat(1_000), stallBody: true }],
		['before the first token', { breakAfter: { tokens: 0, how: 'stall' } }],
		['between two tokens', { breakAfter: { tokens: 2, how: 'stall' } }],
		['while only keep-alive frames come', { breakAfter: { tokens: 0, how: 'stall' }, keepAliveEveryMs: 5 }],
	] satisfies Array<[string, Behaviour]>)('ends the request at once when cancelled %s', async (_name, reply) => {
		asker.server.reply(reply);
		const leaving = new AbortController();
		const failed = asker.failing({ signal: leaving.signal });
		await asker.server.untilRequests(1);
		leaving.abort();
		expect((await failed).failure).toMatchObject({ kind: 'cancelled', reached: true });
		await asker.server.untilAborted();
	});

	it('ends the request at once when its reader cancels at a token', async () => {
		asker.server.reply({ text: ['one', 'two'], breakAfter: { tokens: 1, how: 'stall' } });
		const leaving = new AbortController();
		const { events, failure } = await asker.failing({ signal: leaving.signal }, ({ type }) => {
			if (type === 'text') leaving.abort();
		});
		expect(failure.kind).toBe('cancelled');
		expect(textOf(events)).toBe('one');
		await asker.server.untilAborted();
	});

	it('is cancelled all the same behind the reason to finish', async () => {
		asker.server.reply({ raw: [asker.subject.sample.untilFinish, ''], paceMs: 60_000 });
		const leaving = new AbortController();
		const { events, failure } = await asker.failing({ signal: leaving.signal }, ({ type }) => {
			if (type === 'text') leaving.abort();
		});
		expect(failure.kind).toBe('cancelled');
		expect(events.some(({ type }) => type === 'finish')).toBe(false);
	});
}
