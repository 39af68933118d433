import { OptionalField } from '../../../../lib/providers/http/optional-field';

const REFUSAL = new Error('unknown field');
const signal = new AbortController().signal;

/** A server whose answers are given by hand. */
function server(field: OptionalField) {
	const sent: boolean[] = [];
	const answers: Array<(error?: Error) => void> = [];
	const send = async (withField: boolean): Promise<boolean> => {
		sent.push(withField);
		await new Promise<void>((resolve, reject) => answers.push((error) => (error ? reject(error) : resolve())));
		return withField;
	};
	const ask = async (by: AbortSignal = signal) =>
		await field.send({ server: 's', signal: by, send, isRefusal: (error) => error === REFUSAL });
	return { sent, answers, ask };
}

const settled = async () => await new Promise<void>((resolve) => setImmediate(resolve));

describe('an optional field', () => {
	it('is sent by one call first, and by the others when it was taken', async () => {
		const { sent, answers, ask } = server(new OptionalField());
		const calls = [ask(), ask(), ask()];
		await settled();
		expect(sent).toEqual([true]);
		answers[0]?.();
		await settled();
		expect(sent).toEqual([true, true, true]);
		answers.forEach((answer) => answer());
		expect(await Promise.all(calls)).toEqual([true, true, true]);
	});

	it('is left out by all when the first was refused, at once', async () => {
		const { sent, answers, ask } = server(new OptionalField());
		const calls = [ask(), ask()];
		await settled();
		answers[0]?.(REFUSAL);
		await settled();
		expect(sent).toEqual([true, false, false]);
		answers.forEach((answer) => answer());
		expect(await Promise.all(calls)).toEqual([false, false]);
	});

	it('is tried by the others when the first found out nothing', async () => {
		const { sent, answers, ask } = server(new OptionalField());
		const first = ask();
		const second = ask();
		await settled();
		answers[0]?.(new Error('reset'));
		await expect(first).rejects.toThrow('reset');
		await settled();
		expect(sent).toEqual([true, true]);
		answers[1]?.();
		expect(await second).toBe(true);
	});

	it('holds up nobody for long when the first is slow', async () => {
		const { sent, answers, ask } = server(new OptionalField());
		const calls = [ask(), ask()];
		await new Promise((resolve) => setTimeout(resolve, 1_500));
		expect(sent).toEqual([true, true]);
		answers.forEach((answer) => answer());
		await Promise.all(calls);
	});

	it('holds up nobody who leaves', async () => {
		const { sent, answers, ask } = server(new OptionalField());
		const first = ask();
		const leaving = new AbortController();
		const second = ask(leaving.signal);
		leaving.abort();
		await expect(second).rejects.toMatchObject({ failure: { kind: 'cancelled', reached: false } });
		expect(sent).toEqual([true]);
		answers[0]?.();
		await first;
	});

	it('is tried again by nobody once it is known, and forgotten when a server changes its mind', async () => {
		const { sent, answers, ask } = server(new OptionalField());
		const first = ask();
		answers[0]?.();
		await first;
		const second = ask();
		await settled();
		answers[1]?.(REFUSAL);
		await settled();
		answers[2]?.();
		expect(await second).toBe(false);
		expect(sent).toEqual([true, true, false]);
	});
});
