import { leavesOpen, sayAbilities, whyUnable, type ModelDetails } from '../../../lib/policy/abilities';
import {
	asksForDetails,
	needsOf,
	SHORT_CALL_TOKENS,
	type Ability,
	type CallNeeds,
} from '../../../lib/policy/call-needs';
import type { DeploymentInput } from '../../../lib/config/input';
import type { GenerationSettings, Message } from '../../../lib/types/chat';
import { groupOf } from './deployments';

const TEXT: Message = { role: 'user', content: [{ type: 'text', text: 'Hi' }] };
const NEEDS: CallNeeds = { localOnly: false, inputTokens: 10, abilities: [], long: false };
const NOTHING: ModelDetails = { supports: {} };

const deploymentOf = (input: Partial<DeploymentInput>) => groupOf([input]).deployments[0]!;
const userSays = (part: Extract<Message, { role: 'user' }>['content'][number]): Message => ({
	role: 'user',
	content: [part],
});
const abilitiesOf = (messages: Message[], settings?: GenerationSettings) =>
	needsOf({ messages, settings }, false, 10).abilities;

describe('what a call needs', () => {
	it.each<[string, Message]>([
		['an image', userSays({ type: 'image', mediaType: 'image/png', dataBase64: '' })],
		['an image by address', userSays({ type: 'image_url', url: 'https://example.com/a.png' })],
		[
			'a file that is an image',
			userSays({ type: 'file', mediaType: 'image/webp', dataBase64: '', fileName: 'a.webp' }),
		],
	])('is images, when any user message has %s', (_what, message) => {
		expect(abilitiesOf([message, TEXT])).toEqual(['images']);
	});

	it('is tools, when some are offered, or their calls and results are among the messages', () => {
		expect(abilitiesOf([TEXT], { tools: [{ name: 'look', parameters: {} }] })).toEqual(['tools']);
		expect(abilitiesOf([TEXT], { tools: [] })).toEqual([]);
		expect(abilitiesOf([{ role: 'tool', toolCallId: '1', toolName: 'look', text: 'seen' }])).toEqual(['tools']);
		expect(
			abilitiesOf([{ role: 'assistant', text: '', toolCalls: [{ id: '1', name: 'look', arguments: '{}' }] }]),
		).toEqual(['tools']);
		expect(abilitiesOf([{ role: 'assistant', text: '', toolCalls: [] }])).toEqual([]);
	});

	it('is a JSON schema, when the answer is to fit one', () => {
		expect(abilitiesOf([TEXT], { responseSchema: { name: 'a', schema: {} } })).toEqual(['jsonSchema']);
	});

	it('is nothing more for text and a PDF', () => {
		const pdf = userSays({ type: 'file', mediaType: 'application/pdf', dataBase64: '', fileName: 'a.pdf' });
		expect(abilitiesOf([TEXT, pdf, { role: 'system', text: 'Be brief.' }])).toEqual([]);
	});

	it('is asked about only for what is long, or more than text', () => {
		const ask = (inputTokens: number, settings?: GenerationSettings) =>
			asksForDetails(needsOf({ messages: [TEXT], settings }, false, inputTokens));
		expect([
			ask(SHORT_CALL_TOKENS),
			ask(SHORT_CALL_TOKENS + 1),
			ask(1, { responseSchema: { name: 'a', schema: {} } }),
		]).toEqual([false, true, true]);
	});

	it.each([
		[{ options: { num_ctx: 32_768 } }, 32_768],
		[{ options: { num_ctx: '32768' } }, undefined],
		[{ options: null }, undefined],
		[{}, undefined],
	])("knows the call's own context for Ollama: %j", (extraBody, size) => {
		expect(needsOf({ messages: [TEXT], settings: { extraBody } }, false, 10).numCtx).toBe(size);
	});

	it('is said in words', () => {
		const say = (...abilities: Ability[]) => sayAbilities({ ...NEEDS, abilities });
		expect([say(), say('images'), say('images', 'tools'), say('images', 'tools', 'jsonSchema')]).toEqual([
			undefined,
			'images',
			'images and tools',
			'images, tools and answers in a JSON schema',
		]);
	});
});

describe('a deployment that cannot', () => {
	const ollama = deploymentOf({ provider: 'ollama' });

	it.each<[Ability, string]>([
		['images', 'it does not take images'],
		['tools', 'it does not take tools'],
		['jsonSchema', 'it does not answer in a JSON schema'],
	])('is left out for %s, and who says so is named', (ability, sentence) => {
		const needs = { ...NEEDS, abilities: [ability] };
		const denied = { supports: { [ability]: false } };
		expect(whyUnable(deploymentOf(denied), needs, NOTHING)).toEqual({
			kind: 'ability',
			reason: `${sentence}, as its settings say`,
		});
		expect(whyUnable(ollama, needs, denied)?.reason).toBe(`${sentence}, as Ollama says`);
		expect(whyUnable(deploymentOf({}), needs, denied)?.reason).toBe(`${sentence}, as its server says`);
	});

	it('is one of which nobody says that it can not: unknown is tried', () => {
		expect(whyUnable(ollama, { ...NEEDS, abilities: ['images', 'tools', 'jsonSchema'] }, NOTHING)).toBeUndefined();
	});

	it('is what its settings say it is, whatever others say', () => {
		const needs: CallNeeds = { ...NEEDS, abilities: ['images'], inputTokens: 5_000 };
		const details: ModelDetails = { supports: { images: false }, contextWindow: 4_096 };
		expect(
			whyUnable(deploymentOf({ supports: { images: true }, contextWindow: 8_000 }), needs, details),
		).toBeUndefined();
		expect(whyUnable(deploymentOf({ supports: { images: false } }), needs, { supports: { images: true } })?.kind).toBe(
			'ability',
		);
	});

	it('is nothing to a call that does not need it', () => {
		expect(
			whyUnable(deploymentOf({ supports: { images: false, tools: false, jsonSchema: false } }), NEEDS, NOTHING),
		).toBeUndefined();
	});

	it('has a context window smaller than the prompt, to the token', () => {
		const needs = { ...NEEDS, inputTokens: 4_096 };
		expect(whyUnable(ollama, needs, { supports: {}, contextWindow: 4_096 })).toBeUndefined();
		expect(whyUnable(ollama, needs, { supports: {}, contextWindow: 4_095 })).toEqual({
			kind: 'window',
			reason: 'the request of about 4096 tokens is longer than its context window of 4095',
		});
	});

	it('is a cloud deployment in a local-only call, before anything else', () => {
		const needs: CallNeeds = { ...NEEDS, localOnly: true, abilities: ['images'] };
		expect(whyUnable(deploymentOf({ supports: { images: false } }), needs, NOTHING)?.kind).toBe('locality');
	});
});

describe('a question to a server', () => {
	const asks = (input: Partial<DeploymentInput>, needs: Partial<CallNeeds>) =>
		leavesOpen(deploymentOf({ provider: 'ollama', ...input }), { ...NEEDS, ...needs });

	it('is open where the settings leave out what the call needs', () => {
		expect(asks({}, { abilities: ['images'] })).toBe(true);
		expect(asks({ supports: { images: true } }, { abilities: ['images'] })).toBe(false);
		expect(asks({ supports: { images: true } }, { abilities: ['images', 'tools'] })).toBe(true);
		expect(asks({}, { long: true })).toBe(true);
		expect(asks({ contextWindow: 8_000 }, { long: true })).toBe(false);
		expect(asks({}, { long: true, numCtx: 8_000 })).toBe(false);
	});

	it('is not open for a JSON schema alone, which Ollama answers with every model', () => {
		expect(asks({}, { abilities: ['jsonSchema'] })).toBe(false);
	});

	it('never goes to the cloud in a local-only call', () => {
		expect(asks({ baseUrl: 'https://ollama.com' }, { localOnly: true, long: true, abilities: ['images'] })).toBe(false);
		expect(asks({ model: 'gpt-oss:120b-cloud' }, { localOnly: true, abilities: ['tools'] })).toBe(false);
	});
});
