// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { transformSync } = require('@swc/core');

/**
 * Compiles a folder of TypeScript to CommonJS, with its SQL and Lua beside it, for processes without a TypeScript loader.
 *
 * @param {object} options
 * @param {string} options.from
 * @param {string} options.to
 * @param {(file: string, text: string) => string} [options.change] what becomes of a source before it is compiled; `file` is
 *   relative to `from`, with slashes
 */
function compileSources({ from, to, change = (_file, text) => text }) {
	for (const entry of fs.readdirSync(from, { recursive: true, encoding: 'utf8' })) {
		if (!/\.(ts|sql|lua)$/.test(entry) || entry.endsWith('.test.ts')) continue;
		const target = path.join(to, entry);
		fs.mkdirSync(path.dirname(target), { recursive: true });
		const text = change(entry.split(path.sep).join('/'), fs.readFileSync(path.join(from, entry), 'utf8'));
		if (entry.endsWith('.ts')) fs.writeFileSync(target.replace(/\.ts$/, '.js'), compile(path.join(from, entry), text));
		else fs.writeFileSync(target, text);
	}
}

/** @param {string} filename @param {string} text */
function compile(filename, text) {
	const { code } = transformSync(text, {
		filename,
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs' },
		sourceMaps: 'inline',
	});
	return code;
}

module.exports = { compileSources };
