import { loadOnce } from '../../../../lib/providers/http/load-once';
import { networkFailure } from '../../../../lib/providers/http/network-failure';

describe('a library', () => {
	it('is loaded once, also by calls at the same time', async () => {
		let loads = 0;
		const load = loadOnce('openai', async () => await Promise.resolve(++loads));
		expect(await Promise.all([load(), load()])).toEqual([1, 1]);
		expect(await load()).toBe(1);
	});

	it('that cannot be loaded is tried anew, and is told in one line', async () => {
		let loads = 0;
		const load = loadOnce('openai', async () => {
			if (++loads === 1) throw new Error("Cannot find module 'openai'\nRequire stack:\n- somewhere");
			return await Promise.resolve('loaded');
		});
		const first = load();
		await expect(first).rejects.toMatchObject({
			failure: {
				kind: 'unsupported',
				reached: false,
				message: "The openai library could not be loaded: Cannot find module 'openai'",
			},
		});
		expect(await load()).toBe('loaded');
	});

	it("that was missing inside an SDK's request is what the failure tells", async () => {
		const load = loadOnce('undici', async () => await Promise.reject<string>(new Error('gone')));
		const missing: unknown = await load().catch((error: unknown) => error);
		const failure = networkFailure(new Error('Connection error.', { cause: missing }), {
			signal: new AbortController().signal,
			host: 'h',
		});
		expect(failure).toMatchObject({
			kind: 'unsupported',
			reached: false,
			message: expect.stringContaining('undici') as string,
		});
	});
});
