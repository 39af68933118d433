import { renderDigest } from '../../../../../lib';
import { figuresOf, rowOf, summaryOf } from './summary-of';

const compared = (costUsd: number, beforeUsd: number) => ({
	figures: figuresOf({ costUsd, calls: 1_000 }),
	before: figuresOf({ costUsd: beforeUsd }),
	change: { costUsd: costUsd - beforeUsd, ...(beforeUsd > 0 && { percent: (costUsd / beforeUsd - 1) * 100 }) },
});

const twoModels = summaryOf({
	before: figuresOf({ costUsd: 10.2 }),
	change: { costUsd: 2.1, percent: 20.588 },
	rows: [
		{ labels: { model: 'claude-sonnet-4-5' }, ...compared(8.1, 8) },
		{ labels: { model: 'gpt-5.1' }, ...compared(4.2, 0) },
		{ labels: { model: null }, ...compared(0, 2.2) },
	],
});

describe('the digest', () => {
	it('names the sum and the period in its title', () => {
		expect(renderDigest(twoModels).title).toBe('LLM spend: $12.30, 19 to 25 November 2026');
	});

	it('tells in plain text the sum, the change, the calls, and a line a row', () => {
		expect(renderDigest(twoModels).text.split('\n')).toEqual([
			'$12.30 spent, $2.10 (21 %) more than the $10.20 of the period before.',
			'312 calls, 4 failed.',
			'Times are those of Europe/Berlin.',
			'',
			'claude-sonnet-4-5: $8.10 (+1.2 %, 1,000 calls)',
			'gpt-5.1: $4.20 (new, 1,000 calls)',
			'none: $0.00 (-100 %, 1,000 calls)',
		]);
	});

	it('is a table in Markdown', () => {
		expect(renderDigest(twoModels).markdown).toContain(
			[
				'| Model | Spend | Change | Calls |',
				'| --- | ---: | ---: | ---: |',
				'| claude-sonnet-4-5 | $8.10 | +1.2 % | 1,000 |',
				'| gpt-5.1 | $4.20 | new | 1,000 |',
				'| none | $0.00 | -100 % | 1,000 |',
			].join('\n'),
		);
	});

	it('is a table in HTML without anything that mail programs drop', () => {
		const { html } = renderDigest(twoModels);
		expect(html).toContain('<h2 style="font-size:20px;margin:0 0 8px">LLM spend: $12.30, 19 to 25 November 2026</h2>');
		expect([...html.matchAll(/<td[^>]*>([^<]*)</g)].map(([, cell]) => cell)).toEqual([
			...['claude-sonnet-4-5', '$8.10', '+1.2 %', '1,000'],
			...['gpt-5.1', '$4.20', 'new', '1,000'],
			...['none', '$0.00', '-100 %', '1,000'],
		]);
		expect(html).toContain('color:inherit');
		expect(html).not.toMatch(/<style|<script|class=|url\(|background|var\(/);
	});

	it('says what the sum lacks, of one call and of many', () => {
		const many = renderDigest(
			summaryOf({ totals: figuresOf({ calls: 9, unpricedCalls: 3, estimatedCalls: 2, cancelledCalls: 1 }) }),
		).text;
		expect(many).toContain('9 calls, 0 failed, 1 cancelled.');
		expect(many).toContain('3 calls have no known price and are not in the sum.');
		expect(many).toContain('The tokens of 2 calls are estimated.');
		const one = renderDigest(summaryOf({ totals: figuresOf({ unpricedCalls: 1, estimatedCalls: 1 }) })).text;
		expect(one).toContain('1 call has no known price and is not in the sum.');
		expect(one).toContain('The tokens of 1 call are estimated.');
	});

	it.each([
		[{ costUsd: -2.5, percent: -50 }, 5, '$2.50 (50 %) less than the $5.00 of the period before.'],
		[{ costUsd: 1e-16, percent: 4e-15 }, 2.5, 'as much as in the period before.'],
		[{ costUsd: 2.5 }, 0, 'nothing in the period before.'],
	])('says a change of %p in words', (change, beforeUsd, words) => {
		const { text } = renderDigest(
			summaryOf({ totals: figuresOf({ costUsd: 2.5 }), before: figuresOf({ costUsd: beforeUsd }), change }),
		);
		expect(text).toContain(`$2.50 spent, ${words}`);
	});

	it('lists the costliest rows in the order of the summary, and sums up the others', () => {
		const rows = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'].map((day, index) =>
			rowOf({ day }, [1, 5, 0.25, 3][index]!),
		);
		const { text, markdown, html } = renderDigest(summaryOf({ groupBy: ['day'], rows }), { maxRows: 2 });
		expect(text.split('\n').slice(-3)).toEqual([
			'2026-11-20: $5.00 (1 call)',
			'2026-11-22: $3.00 (1 call)',
			'2 more rows: $1.25',
		]);
		for (const form of [markdown, html]) expect(form).toContain('2 more rows: $1.25');
	});

	it('lists ten rows unless told otherwise', () => {
		const rows = Array.from({ length: 12 }, (_, index) => rowOf({ model: `m${index}` }, 12 - index));
		expect(renderDigest(summaryOf({ rows })).text).toContain('m9: $3.00 (1 call)\n2 more rows: $3.00');
	});

	it('has a column a dimension, under the name that people know it by, and no day beside an hour', () => {
		const rows = [
			rowOf(
				{ day: '2026-11-25', hour: '2026-11-25 14:00', workflow: 'Invoices', workflowId: 'w1', 'tag:customer': null },
				1,
			),
		];
		const { markdown } = renderDigest(summaryOf({ groupBy: ['day', 'hour', 'workflow', 'tag:customer'], rows }));
		expect(markdown).toContain('| Hour | Workflow | customer | Spend | Calls |');
		expect(markdown).toContain('| 2026-11-25 14:00 | Invoices | none | $1.00 | 1 |');
	});

	it('has no table without a grouping or without a call', () => {
		for (const summary of [summaryOf({ groupBy: [], rows: [rowOf({}, 1)] }), summaryOf({})]) {
			const { markdown, html, text } = renderDigest(summary);
			expect(markdown).not.toContain('|');
			expect(html).not.toContain('<table');
			expect(text.split('\n')).toHaveLength(3);
		}
	});
});

describe('names in a digest', () => {
	const digestOf = (model: string) => renderDigest(summaryOf({ rows: [rowOf({ model }, 1)] }));

	it('cannot break a table or change how Markdown reads', () => {
		expect(digestOf('a|b').markdown).toContain('| a\\|b | $1.00 | 1 |');
		expect(digestOf('a\n| b').markdown).toContain('| a \\| b | $1.00 | 1 |');
		expect(digestOf('[x](y) *z* `q` <b> \\').markdown).toContain(
			'| \\[x\\](y) \\*z\\* \\`q\\` \\<b\\> \\\\ | $1.00 | 1 |',
		);
	});

	it('cannot become HTML', () => {
		expect(digestOf('<img src=x onerror="alert(1)">&\'').html).toContain(
			'>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;</td>',
		);
	});

	it('keep umlauts and emoji, and lose what cannot be seen', () => {
		for (const form of Object.values(digestOf('Müller 👩‍👩‍👧\u0000\u202E \uD83D')))
			expect(form.includes('LLM') || form.includes('Müller 👩‍👩‍👧')).toBe(true);
		expect(digestOf('Müller 👩‍👩‍👧\u0000\u202E').text).toContain('Müller 👩‍👩‍👧: $1.00');
	});

	it('are cut at 100 characters', () => {
		expect(digestOf('🙂'.repeat(200)).text).toContain(`${'🙂'.repeat(99)}…: $1.00`);
	});
});

describe('the plain text', () => {
	it('has at most 4,000 bytes, drops the cheapest rows for it, and sums them up', () => {
		const rows = Array.from({ length: 300 }, (_, index) => rowOf({ model: `${'漢'.repeat(30)}${index}` }, 300 - index));
		const { text, markdown } = renderDigest(summaryOf({ rows }), { maxRows: 300 });
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_000);
		expect(Buffer.byteLength(text)).toBeGreaterThan(3_500);
		const listed = text.split('\n').filter((line) => line.startsWith('漢')).length;
		expect(text).toContain(`\n${300 - listed} more rows: $`);
		expect(markdown.match(/^\| 漢/gm)).toHaveLength(300);
	});
});
