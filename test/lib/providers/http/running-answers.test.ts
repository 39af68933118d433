import { MIN_PIECE_BYTES } from '../../../../lib/bounds';
import { RunningAnswers } from '../../../../lib/providers/http/running-answers';
import type { ProviderFailure } from '../../../../lib/types';

const MB = 1024 * 1024;

/** Answers of a process, and which of them were cut, with the sentence of each. */
function begun(maxBytes: number) {
	const answers = new RunningAnswers(maxBytes);
	const cuts: Array<[name: string, message: string]> = [];
	const begin = (name: string, ownMaxBytes = 64 * MB) =>
		answers.begin({ host: name, maxBytes: ownMaxBytes }, ({ failure }: ProviderFailure) => {
			expect(failure).toMatchObject({ kind: 'server', reached: true });
			cuts.push([name, failure.message]);
		});
	return { answers, cuts, begin };
}

describe('running answers', () => {
	it('are cut beyond their own bound, once, and give their bytes back', () => {
		const { answers, cuts, begin } = begun(256 * MB);
		const answer = begin('a.example');
		answer.add(64 * MB);
		expect(cuts).toEqual([]);
		answer.add(1);
		answer.add(64 * MB);
		expect(cuts).toEqual([['a.example', 'a.example was cut off: the answer is larger than 64 MB.']]);
		expect(answers.totalBytes).toBe(0);
	});

	it('lose the largest of them beyond the bound of all, not the one that crosses it', () => {
		const { answers, cuts, begin } = begun(100 * MB);
		const [small, large, middle] = [begin('small'), begin('large'), begin('middle')];
		large.add(50 * MB);
		middle.add(49 * MB);
		small.add(2 * MB);
		expect(cuts.map(([name]) => name)).toEqual(['large']);
		expect(cuts[0]?.[1]).toContain('larger than 100 MB together, and this one was the largest');
		expect(answers.totalBytes).toBe(51 * MB);
	});

	it('are counted no more when they have ended', () => {
		const { answers, begin } = begun(256 * MB);
		const [one, other] = [begin('one'), begin('other')];
		one.add(10 * MB);
		other.add(5 * MB);
		one.end();
		one.end();
		expect(answers.totalBytes).toBe(5 * MB);
	});

	it('count a tiny piece as the memory that it takes', () => {
		const { answers, begin } = begun(256 * MB);
		begin('one').add(1);
		expect(answers.totalBytes).toBe(MIN_PIECE_BYTES);
	});
});
