import { unescape } from '../../../lib/redaction/unescape';
import { eachWord } from '../../../lib/redaction/words';

function wordsOf(text: string): string[] {
	const words: string[] = [];
	eachWord(text, (start, end) => words.push(text.slice(start, end)));
	return words;
}

describe('the words of a text', () => {
	it.each([
		['max_tokens: 4096, "DE89"', ['max', 'tokens', '4096', 'DE89']],
		['Grüße – «Ça» ¿qué? 5×3', ['Grüße', 'Ça', 'qué', '5', '3']],
		['Привет, мир', ['Привет', 'мир']],
		['안녕 하세요', ['안녕', '하세요']],
		['患者,張', ['患', '者', '張']],
		['ราคา', ['ร', 'า', 'ค', 'า']],
		['０９０－１２３４', ['０９０', '１２３４']],
		['नमस्ते', ['नमस्ते']],
		['', []],
	])('of %j', (text, words) => {
		expect(wordsOf(text)).toEqual(words);
	});
});

describe('a text without its escapes', () => {
	it.each([
		['\\"tiny\\" does', '"tiny" does'],
		['a\\nb\\\\nc\\\\\\\\td', 'a b c d'],
		['\\u0047r\\u00fc\\\\u00dfe', 'Grüße'],
		['\\xfcber', 'über'],
		['Dear%20doctor%2C%20G%C3%BCnter', 'Dear doctor, Günter'],
		['a%2520b', 'a b'],
		['&quot;a&quot; &amp;lt; &#39;b&#x27;', '"a" < \'b\''],
		['hun\u200bter\u00ad2', 'hunter2'],
		['u\u0308', 'ü'],
		['100% of it, a & b, C:/x', '100% of it, a & b, C:/x'],
		['%ff%fe', '\ufffd\ufffd'],
	])('of %j is %j', (text, plain) => {
		expect(unescape(text)).toBe(plain);
	});
});
