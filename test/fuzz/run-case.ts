import { setTimeout as pause } from 'node:timers/promises';
import { MAX_TOKEN_COUNT } from '../../lib/bounds';
import { RoutedLlmError } from '../../lib/errors';
import type { Pricing } from '../../lib/pricing/pricing';
import type { Provider } from '../../lib/providers/provider';
import { createRouter, type Router } from '../../lib/router/create-router';
import type { ProviderName } from '../../lib/types/deployment';
import type { ChatAnswer, ChatRequest } from '../../lib/types/routing';
import type { Outbox } from '../../lib/usage/usage-log';
import type { Chance } from './chance';
import { GOOD_TEXT } from './fuzz-server';
import type { MutatedAnswer } from './mutate-answer';

/** No call of a case may last longer: its time-outs end it long before. */
const HUNG_AFTER_MS = 30_000;
const TIMEOUT_SECONDS = 1;

export interface CaseResult {
	index: number;
	callId?: string;
	servedBy?: 'mutated' | 'good';
	errorCode?: string;
	isEstimated: boolean;
	durationMs: number;
	/** What should not have been. */
	faults: string[];
}

export interface Shared {
	outbox: Outbox;
	providers: Record<ProviderName, Provider>;
	pricing: Pricing;
	serverUrl: string;
}

/** One call over two deployments: the first gets the mutated answer, the second a good one. */
export async function runCase(
	index: number,
	answer: MutatedAnswer,
	chance: Chance,
	{ outbox, providers, pricing, serverUrl }: Shared,
): Promise<CaseResult> {
	const base = `${serverUrl}/cases/${index}`;
	const prices = { inputPerMillion: 1, outputPerMillion: 2, cachedInputPerMillion: 0.1 };
	const common = { apiKey: 'fuzz-key', model: 'm', prices, retries: 0, locality: 'cloud' as const };
	const timeouts = { firstTokenSeconds: TIMEOUT_SECONDS, idleSeconds: TIMEOUT_SECONDS, attemptSeconds: 5 };
	const router = createRouter(
		{
			groups: {
				chat: {
					midStreamFailure: chance.pick(['error', 'continue']),
					failoverOnRefusal: chance.isTrue(0.5),
					deployments: [
						{
							...{ ...common, ...timeouts, name: 'mutated', priority: 1, provider: answer.protocol },
							baseUrl: answer.protocol === 'openai-compatible' ? `${base}/v1` : base,
						},
						{ ...common, name: 'good', priority: 2, provider: 'openai-compatible', baseUrl: `${serverUrl}/good/v1` },
					],
				},
			},
		},
		{ outbox, providers, pricing, random: chance.next },
	);
	const result: CaseResult = { index, isEstimated: false, durationMs: 0, faults: [] };
	const startedAtMs = performance.now();
	const hung = new AbortController();
	try {
		await Promise.race([
			ask(router, chance.isTrue(0.5)).then((given) => noteAnswer(result, given)),
			pause(HUNG_AFTER_MS, undefined, { signal: hung.signal }).then(() => result.faults.push('it hangs')),
		]);
	} catch (error) {
		noteError(result, error);
	} finally {
		hung.abort();
		result.durationMs = performance.now() - startedAtMs;
		await router.close();
	}
	return result;
}

async function ask(router: Router, streamed: boolean): Promise<ChatAnswer> {
	const request: ChatRequest = {
		group: 'chat',
		messages: [{ role: 'user', content: [{ type: 'text', text: 'What does the fuzzer say?' }] }],
	};
	if (!streamed) return await router.chat(request);
	for await (const event of router.stream(request)) if (event.type === 'answer') return event.answer;
	throw new Error('no answer');
}

function noteAnswer(result: CaseResult, answer: ChatAnswer): void {
	result.callId = answer.routing.callId;
	result.servedBy = answer.routing.deployment === 'good' ? 'good' : 'mutated';
	result.isEstimated = answer.usageEstimated;
	result.faults.push(...faultsOf(answer));
}

/** What the types promise and a provider cannot break. */
function faultsOf(answer: ChatAnswer): string[] {
	const faults: string[] = [];
	const expect = (isRight: boolean, what: string) => {
		if (!isRight) faults.push(what);
	};
	const isText = (value: unknown) => typeof value === 'string';
	expect(isText(answer.text), 'its text is none');
	expect(answer.reasoning === undefined || isText(answer.reasoning), 'its reasoning is no text');
	expect(answer.servedModel === undefined || isText(answer.servedModel), 'its served model is no text');
	for (const { id, name, arguments: given } of answer.toolCalls)
		expect(isText(id) && isText(name) && isText(given), 'a tool call is made of other things than texts');
	for (const [field, count] of Object.entries(answer.usage))
		expect(Number.isInteger(count) && count >= 0 && count <= MAX_TOKEN_COUNT, `${field} is ${String(count)}`);
	expect(answer.costUsd === undefined || (Number.isFinite(answer.costUsd) && answer.costUsd >= 0), 'its cost is odd');
	const isGood = answer.routing.deployment === 'good' && answer.routing.attempts.length === 2;
	if (isGood) expect(answer.text.endsWith(GOOD_TEXT), 'the good answer is not whole');
	for (const { code, message } of answer.routing.hints)
		expect(!code.startsWith('usage_row') && code !== 'contained_fault', `${code}: ${message}`);
	expect(Object.prototype.hasOwnProperty.call(Object.prototype, 'polluted') === false, 'a prototype is polluted');
	return faults;
}

function noteError(result: CaseResult, error: unknown): void {
	if (!(error instanceof RoutedLlmError)) {
		result.faults.push(`it threw ${error instanceof Error ? `${error.name}: ${error.message}` : typeof error}`);
		return;
	}
	result.callId = error.callId;
	result.errorCode = error.code;
	if (error.code === 'internal')
		result.faults.push(
			`it is internal: ${error.cause instanceof Error ? String(error.cause.stack) : String(error.cause)}`,
		);
	for (const { code, message } of error.hints ?? [])
		if (code.startsWith('usage_row') || code === 'contained_fault') result.faults.push(`${code}: ${message}`);
}
