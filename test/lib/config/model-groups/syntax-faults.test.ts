import { deployments, faultsIn, OLLAMA, read } from './reading';

const GROUPS = deployments(OLLAMA);

describe('a text that is no configuration at all', () => {
	const EMPTY = '1:1 The text is empty; write at least one model group, or paste a config.yaml of LiteLLM';

	it.each([
		['', EMPTY],
		[' \n\n', EMPTY],
		['# only a comment\n', EMPTY],
		['- groups\n', '1:1 The text is a list; at its top must stand groups: with the model groups under it'],
		[
			'\n  groups:chat\n',
			'2:3 The text is a single value; at its top must stand groups: with the model groups under it (is the space after a colon missing?)',
		],
		[
			'x'.repeat(200_001),
			'1:1 The text is longer than 200,000 characters; shorten it, or put some of its groups into another credential',
		],
		['['.repeat(5000), expect.stringMatching(/^1:\d+ The \[ that opens here is not closed$/)],
		[`${'['.repeat(200)}${']'.repeat(200)}`, '1:102 The text nests more than 100 levels deep'],
	])('is refused: %.40j', (text, fault) => {
		expect(faultsIn(text)).toEqual([fault]);
	});
});

describe('a fault in the writing', () => {
	const COLON = 'On this line a colon, or the space after it, is missing; write a setting as name: value';
	const DEEPER = 'This line is indented deeper than the settings above it; correct its indentation';
	const COLUMN = 'This line does not begin at the same column as the ones it belongs to; correct its indentation';
	const COMMA = 'Inside brackets, a comma is missing after this; or a bracket is not closed';
	const STRAY = 'This does not belong here; is a quote, a comma, a colon or a space missing before it?';

	it.each([
		['groups:\n\tchat: 1\n', '2:1 A tab stands where YAML wants spaces; indent with spaces only'],
		['groups:\n  chat:\n\t\tdeployments: []\n', '3:1 A tab stands where YAML wants spaces; indent with spaces only'],
		['groups:\n  chat: "x\n  code: 1\n', '2:9 The quote that opens here is not closed'],
		["groups:\n  chat: 'x\n", '2:9 The quote that opens here is not closed'],
		[
			'groups:\n  chat: "x\n    code: "y"\n',
			'2:9 The quote that opens here ends only on a later line, and what follows there has no meaning; is a closing quote missing?',
		],
		['groups:\n  chat: [a, b\n  code: 1\n', '2:9 The [ that opens here is not closed'],
		['groups:\n  chat: { a: 1\n  code: 1\n', '2:9 The { that opens here is not closed'],
		['{\n  "groups": {\n    "chat": 1\n', '2:13 The { that opens here is not closed'],
		['{\n  "groups": {\n    "chat": 1\n    "code": 2\n  }\n}\n', `3:13 ${COMMA}`],
		['groups: { chat: 1 }}\n', `1:20 ${STRAY}`],
		['- chat\ngroups: 1\n', `2:1 ${STRAY}`],
		['groups:\n  chat\n  code: 1\n', `2:3 ${COLON}`],
		['groups:\n  chat:1\n  code: 1\n', `2:3 ${COLON}`],
		['groups:\n  chat: 1\n   code: 2\n', `3:4 ${DEEPER}`],
		['groups:\n   chat: 1\n  code: 2\n', `3:3 ${COLUMN}`],
		['groups:\n  - chat: 1\n  -code: 2\n', `3:3 ${COLUMN}`],
		[
			'groups:\n  chat: llama3.2: 3b\n',
			'2:9 A value with a colon and a space in it must stand in quotes; or a line break is missing here',
		],
		['groups: 1\nchat', `2:1 A colon is missing after this; write a setting as name: value`],
		['groups: 1\n---\ngroups: 2\n', '2:1 A second document begins here (---); write everything into one'],
		['? [a]\n: 1\n', '1:3 The name of a setting must be text, not a list or an object'],
	])('is told where it is, and alone: %j', (text, fault) => {
		expect(faultsIn(text)).toEqual([fault]);
	});

	it.each([
		[`${GROUPS}groups:\n`, '5:1 The setting "groups" stands here twice; remove one of the two'],
		[
			deployments('{ provider: ollama, model: a, "model": b }'),
			'4:39 The setting "model" stands here twice; remove one of the two',
		],
		[
			deployments('{ provider: ollama, model: !ref m }'),
			'4:36 A tag (a word that begins with !) means nothing here; remove it, or put the value in quotes',
		],
		[
			deployments('{ provider: ollama, model: "a\\q" }'),
			'4:38 In double quotes a \\ begins an escape, and there is none like this; write \\\\, or use single quotes',
		],
		[deployments('{ provider: ollama, model: @m }'), '4:36 A value cannot begin with this character; put it in quotes'],
		[`%INCLUDE x\n---\n${GROUPS}`, '1:1 A line that begins with % means nothing here; remove it'],
	])('that spoils one value hides no other: %j', (text, fault) => {
		const faults = faultsIn(`${text}redis: 7\n`);
		expect(faults).toContain(fault);
		expect(faults.at(-1)).toContain('redis must be a URL');
	});

	it('is not followed by what was not meant', () => {
		expect(faultsIn(`groups:\n  chat:\n    deploymets: 1\n    deployments: "x\nredis: 7\n`)).toEqual([
			'4:18 The quote that opens here is not closed',
		]);
	});

	it('is told of tabs line by line, up to ten of them', () => {
		expect(faultsIn(`groups:\n${'\tchat: 1\n'.repeat(30)}`)).toHaveLength(10);
	});

	it('repeats nothing of the text, where keys may stand', () => {
		const texts = [
			'apiKey: "sk-planted\nx: "y"\n',
			'a: sk-planted: b\n',
			'sk-planted\nb: 1\n',
			'a: {sk-planted\n',
			'&sk-planted a\nb: *sk-planted2',
			'sk-planted: 1\nsk-planted: 2\n',
		];
		expect(texts.flatMap((text) => faultsIn(text)).join('\n')).not.toContain('planted');
		expect(texts.every((text) => faultsIn(text).length > 0)).toBe(true);
	});
});

describe('a text that breaks off or goes wrong in the middle', () => {
	const text = `redis: redis://cache:6379/2\npostgres: os.environ/DATABASE_URL\n${GROUPS}  code: { deployments: [${OLLAMA}]\nnever: 1\n`;
	const secrets = { DATABASE_URL: 'postgres://n8n@db/n8n' };

	it('still names the servers and groups that stand before', () => {
		expect(read(text, { secrets })).toEqual({
			config: undefined,
			groupNames: ['chat', 'code'],
			redisUrl: 'redis://cache:6379/2',
			postgresUrl: 'postgres://n8n@db/n8n',
			faults: [{ line: 7, column: 9, message: 'The { that opens here is not closed' }],
			ignored: [],
		});
	});

	it('names no server that stands after, or is itself cut', () => {
		expect(read('groups: "\nredis: redis://cache\n').redisUrl).toBeUndefined();
		expect(read('groups: {}\nredis:\n  host: cache\n  passw\n  port: 1\n').redisUrl).toBeUndefined();
	});
});
