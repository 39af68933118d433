import { findCycles } from './find-cycles';
import { NOT_LITERAL, readImports } from './read-imports';

const kindsOf = (source: string) => readImports('file.ts', source).map(({ specifier, kind }) => `${kind} ${specifier}`);

describe('reading imports', () => {
	it.each([
		["import a from 'a';", 'eager a'],
		["import * as a from 'a';", 'eager a'],
		["import 'a';", 'eager a'],
		["import { type A, b } from 'a';", 'eager a'],
		["import { type A, type B } from 'a';", 'type a'],
		["import type { A } from 'a';", 'type a'],
		["import type A from 'a';", 'type a'],
		["export * from 'a';", 'eager a'],
		["export { b } from 'a';", 'eager a'],
		["export { type A } from 'a';", 'type a'],
		["export type { A } from 'a';", 'type a'],
		["import a = require('a');", 'eager a'],
		["const a = require('a');", 'eager a'],
		["const a = () => require('a');", 'lazy a'],
		["class A { load() { return require('a'); } }", 'lazy a'],
		["const a = async () => await import('a');", 'lazy a'],
		['const a = import(`a`);', 'lazy a'],
		["const a = () => process.getBuiltinModule?.('node:sqlite');", 'lazy node:sqlite'],
		["type A = typeof import('a');", 'type a'],
		["let a: import('a').A;", 'type a'],
		['const a = (name: string) => import(name);', `lazy ${NOT_LITERAL}`],
	])('takes %s for %s', (source, expected) => {
		expect(kindsOf(source)).toEqual([expected]);
	});

	it('sees no import in comments, texts and exports of the file itself', () => {
		expect(kindsOf("// import 'a';\nconst text = \"import 'a'\";\nexport { text };")).toEqual([]);
	});

	it('tells the line', () => {
		expect(readImports('file.ts', "const a = 1;\nimport 'a';")[0]?.line).toBe(2);
	});
});

describe('finding cycles', () => {
	it('finds short, long and self-made ones, and no others', () => {
		const edges = new Map([
			['a', ['b']],
			['b', ['c', 'd']],
			['c', ['a']],
			['d', ['e']],
			['e', []],
			['f', ['f']],
		]);
		expect(findCycles(edges)).toEqual([['a', 'b', 'c'], ['f']]);
	});
});
