import { createProviders } from '../../lib/providers';
import { closeProviderConnections } from '../../lib/providers/http/fetch';
import { createMemoryStateStore, createPricing, createRouter, systemClock } from '../../lib';
import { PROVIDER_NAMES, type ProviderName } from '../../lib/types';
import { failureOf } from '../support/failure-of';
import { type FaultServer, startFaultServer } from '../support/fault-server';

const KEY = 'AbC123xyzTOKen98765';
const LOGIN = { user: 'gatekeeper', password: 'open-sesame' };
const LINE = 'Dear doctor, my SSN is 078-05-1120 and I take Zoloft since March.';
const PROMPT = `${LINE}
PIN: 4711
Remember that the word hunter2 opens the door of 12 Rue de la Paix.
Grüße aus Zürich, Jürgen "Jü" Müller`;
/** Words of the prompt and the key that no message may have. */
const TOLD =
	/dear|doctor|ssn|078|1120|zoloft|march|4711|hunter2|opens|door|rue|paix|grüße|gr%|zürich|rgen|m[üu]ller|abc123|token98|AbC1|gatekeeper|sesame/i;

const json = (value: unknown) => JSON.stringify(value);
const ascii = (text: string) =>
	text.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
const entities = (text: string) => text.replace(/[^a-z ]/gi, (character) => `&#${character.charCodeAt(0)};`);
const python = (text: string) => text.replaceAll('\n', '\\n').replace(/[ü]/g, '\\xfc').replace(/[ß]/g, '\\xdf');
const words = LINE.split(' ');

/** What a server writes behind "Invalid value: ", by the way in which it quotes the prompt. */
const PROMPT_QUOTED: ReadonlyArray<[way: string, quoted: string]> = [
	['as it is', PROMPT],
	['in quotes', `"${LINE}"`],
	['in apostrophes, as Python does', `'${python(PROMPT)}'`],
	['in backquotes', `\`${LINE}\``],
	['in JSON', json(PROMPT)],
	['in JSON in JSON', json(json(PROMPT))],
	['in JSON in JSON in JSON', json(json(json(PROMPT)))],
	['in JSON without quotes', json(PROMPT).slice(1, -1)],
	['in JSON of ASCII', ascii(json(PROMPT))],
	['in a message', json([{ role: 'user', content: PROMPT }])],
	['in a request', json({ model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }] })],
	['in HTML', `<b>${html(PROMPT)}</b>`],
	['in entities of HTML', entities(PROMPT)],
	['in named entities of HTML', PROMPT.replaceAll('ü', '&uuml;').replaceAll('ß', '&szlig;')],
	['percent-encoded', encodeURIComponent(PROMPT)],
	['percent-encoded twice', encodeURIComponent(encodeURIComponent(LINE))],
	['as a form', new URLSearchParams({ q: PROMPT }).toString()],
	['in one line', PROMPT.replace(/\s+/g, ' ')],
	['in capitals', PROMPT.toUpperCase()],
	['in small letters', PROMPT.toLowerCase()],
	['with more blanks', LINE.replaceAll(' ', '   ')],
	['with other line breaks', PROMPT.replaceAll('\n', '\r\n')],
	['without punctuation', LINE.replace(/[^\w ]/g, '')],
	['cut off at its end', `"${LINE.slice(0, 28)}..."`],
	['cut off in a word', `"${LINE.slice(0, 9)}…`],
	['from the middle on', `"...${LINE.slice(7)}"`],
	['with its middle left out', `"${LINE.slice(0, 20)} [...] ${LINE.slice(-20)}"`],
	['as words in a list', json(words)],
	['as numbered words', words.map((word, index) => `${index + 1}. ${word}`).join(' ')],
	['as tokens with bars', words.join('|')],
	['as tokens of SentencePiece', json(words.map((word) => `▁${word}`))],
	['as tokens of GPT', words.join('Ġ')],
	['with its parts changed', 'Deer doctor, your SSN is: 078-05-1120'],
	['with characters without width', LINE.replaceAll('o', 'o\u200b')],
	['by a number in a sentence of its own', 'looks like a social security number: 078-05-1120'],
	['by a number without its hyphens', 'looks like a social security number: 078051120'],
	['by a number with blanks', 'looks like a social security number: 078 05 1120'],
	['by a short number', 'PIN 4711'],
	['by a short number alone', 'contains 4711'],
	['by a word', 'the word hunter2'],
	['by an address', '12 Rue de la Paix'],
	['by a name', 'the name Müller'],
	['in base64', Buffer.from(PROMPT).toString('base64')],
	['in base64 in lines of 60', Buffer.from(PROMPT).toString('base64').replace(/.{60}/g, '$&\n')],
	['in hexadecimal digits with blanks', Buffer.from(LINE).toString('hex').replace(/../g, '$& ')],
	['as codes of characters', json([...Buffer.from(LINE)])],
];

const KEY_QUOTED: ReadonlyArray<[way: string, quoted: string]> = [
	['whole', KEY],
	['behind Bearer', `Authorization: Bearer ${KEY}`],
	['by its first 12 characters', `no such key ${KEY.slice(0, 12)}...`],
	['by its first 8 characters', `no such key ${KEY.slice(0, 8)}`],
	['in capitals', KEY.toUpperCase()],
	['in small letters', KEY.toLowerCase()],
	['with stars', `${KEY.slice(0, 6)}*****${KEY.slice(-4)}`],
	['in base64', Buffer.from(`x:${KEY}`).toString('base64')],
	['by the user of a Basic header', `no user ${LOGIN.user}`],
	['by the password of a Basic header', `wrong password ${LOGIN.password}`],
	['by the Basic header', `Basic ${btoa(`${LOGIN.user}:${LOGIN.password}`)}`],
];

const providers = createProviders();
let server: FaultServer;
beforeAll(async () => {
	server = await startFaultServer();
});
afterAll(async () => {
	await server.close();
	await closeProviderConnections();
});

function endpointOf(provider: ProviderName) {
	return {
		baseUrl: provider.startsWith('openai') ? `${server.url}/v1` : server.url,
		apiKey: KEY,
		headers: { 'X-Proxy-Authorization': `Basic ${btoa(`${LOGIN.user}:${LOGIN.password}`)}` },
	};
}

async function messageOf(provider: ProviderName, said: string): Promise<string> {
	const error = { type: 'invalid_request_error', message: said };
	server.reply({ status: 400, body: provider === 'ollama' ? { error: said } : { type: 'error', error } });
	const stream = providers[provider].stream({
		endpoint: endpointOf(provider),
		model: 'm',
		messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }],
		settings: {},
		signal: AbortSignal.timeout(10_000),
	});
	const { message } = await failureOf(async () => {
		for await (const _ of stream);
	});
	return message;
}

describe.each(PROVIDER_NAMES)('attack 13: an error text of %s shows nothing of the prompt', (provider) => {
	it.each(PROMPT_QUOTED)('quoted %s', async (_, quoted) => {
		const message = await messageOf(provider, `Invalid value: ${quoted}`);
		expect(message).toContain('Invalid value: ');
		expect(message).toContain('[hidden]');
		expect(message.replaceAll('[hidden]', '')).not.toMatch(TOLD);
	});
});

describe.each(PROVIDER_NAMES)('attack 13: an error text of %s shows nothing of the key', (provider) => {
	it.each(KEY_QUOTED)('quoted %s', async (_, quoted) => {
		const message = await messageOf(provider, `Refused: ${quoted}`);
		expect(message).toContain('[hidden]');
		expect(message.replaceAll('[hidden]', '')).not.toMatch(TOLD);
	});
});

describe.each(PROVIDER_NAMES)('attack 13: a key in the name of the model that %s serves', (provider) => {
	it('is hidden in the answer and in its row', async () => {
		server.reply({ text: 'Hello', servedModel: `Bearer ${KEY}` });
		const rows: unknown[] = [];
		const { baseUrl, apiKey } = endpointOf(provider);
		const router = createRouter(
			{ groups: { chat: { deployments: [{ provider, baseUrl, apiKey, model: 'm' }] } } },
			{
				providers,
				state: createMemoryStateStore({ clock: systemClock }),
				pricing: createPricing(),
				outbox: { append: (...added) => void rows.push(...added), close: () => {} },
			},
		);
		const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hello' }] }];
		const answer = await router.chat({ group: 'chat', messages });
		expect(answer.servedModel).toBe('Bearer [hidden]');
		expect(rows).toHaveLength(1);
		expect(JSON.stringify([answer, rows])).not.toContain(KEY);
	});
});
