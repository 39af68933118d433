import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import packageJson from '../../package.json';
import { anchorOf, linksIn, listDocs, readText, ROOT } from './read-docs';

const docs = listDocs();

/** Made by the editor's end-to-end test; until it has run, there is none. */
const MADE_BY_TESTS = ['docs/images/editor.png'];

const headingsOf = (path: string) =>
	readText(path)
		.replace(/^```[^]*?^```$/gm, '')
		.split('\n')
		.flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? []);

describe.each(docs)('%s', (path) => {
	const text = readText(path);

	it('has links that lead somewhere', () => {
		const broken = linksIn(text).filter((link) => {
			if (/^https:\/\//.test(link)) return false;
			const [file = '', anchor] = link.split('#');
			const target = file === '' ? path : posix.join(posix.dirname(path), file);
			if (MADE_BY_TESTS.includes(target)) return false;
			if (!existsSync(join(ROOT, target))) return true;
			return anchor !== undefined && !headingsOf(target).map(anchorOf).includes(anchor);
		});
		expect(broken).toEqual([]);
	});

	it('names only files that exist', () => {
		const named = [
			...text.matchAll(/`((?:lib|nodes|credentials|test|scripts|examples|bench|docs|\.ci)\/[\w./-]*)`/g),
		].map(([, file]) => file!);
		expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
	});

	it('names only npm scripts that exist', () => {
		const scripts = [...text.matchAll(/npm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short!);
		expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
	});

	it('names no path of the machine it was written on', () => {
		expect(text).not.toMatch(/(^|[\s`"'(])\/(work|root|home\/(?!node\b))/m);
	});
});

describe('README.md', () => {
	const readme = readText('README.md');

	it('is under 200 lines', () => {
		expect(readme.split('\n').length).toBeLessThan(200);
	});

	it('shows the two commands, the package name and the variable that unverified packages need', () => {
		for (const words of [
			'npm ci && npm start',
			'npm ci && npm test',
			packageJson.name,
			'N8N_UNVERIFIED_PACKAGES_ENABLED',
		])
			expect(readme).toContain(words);
	});

	it('leads to every document', () => {
		const linked = new Set(linksIn(readme).map((link) => posix.normalize(link)));
		expect(docs.filter((path) => path !== 'README.md' && !linked.has(path))).toEqual([]);
	});

	it('promises nothing under "Not there yet" that is there', () => {
		const notYet = readme.slice(readme.indexOf('## Not there yet'));
		expect(packageJson.n8n.nodes).toEqual([
			'dist/nodes/RoutedLlm/RoutedLlm.node.js',
			'dist/nodes/LlmSpendReport/LlmSpendReport.node.js',
		]);
		expect(notYet).toContain('chat model sub-node');
	});
});

describe('CHANGELOG.md', () => {
	it('has an entry for the present version', () => {
		expect(readText('CHANGELOG.md')).toMatch(new RegExp(`^## .*${packageJson.version.replaceAll('.', '\\.')}`, 'm'));
	});
});
