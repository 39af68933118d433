import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { systemClock } from '../../../lib/clock';
import type { ProviderName } from '../../../lib/types/deployment';
import { anthropicWire } from '../../support/fault-server/anthropic-wire';
import { piecesOf, type Answer } from '../../support/fault-server/behaviour';
import { ollamaWire } from '../../support/fault-server/ollama-wire';
import { openAiWire } from '../../support/fault-server/openai-wire';
import { parsedOrText, type Wire } from '../../support/fault-server/wire';
import { CHANCE_OF, type Case } from '../case';
import { Chance } from '../chance';
import { CATALOGUE } from '../faults/catalogue';
import type { Script, Stage } from '../faults/fault';
import { rightAnswer } from '../faults/steps';
import { playSteps } from './play-steps';
import type { SeenRequest } from './seen-request';

const WIRES: Readonly<Record<ProviderName, Wire>> = {
	openai: openAiWire,
	'openai-compatible': openAiWire,
	anthropic: anthropicWire,
	ollama: ollamaWire,
};

/** A flaky server plays a fault with this probability. */
const FAULT_SHARE = 0.75;
const REPEATED_LENGTH = 30;

/** What one deployment's server does with a chat request: a right answer or a fault, as the case's seed says for its number. */
export async function answerChat(
	drawn: Case,
	deployment: number,
	number: number,
	request: IncomingMessage,
	response: ServerResponse,
	onSeen: (seen: SeenRequest) => void,
	trapUrl: string,
): Promise<void> {
	const seen: SeenRequest = {
		deployment,
		arrivedAtMs: systemClock.now(),
		abandoned: false,
		fault: 'none',
		planned: '',
		saidTokens: 0,
	};
	onSeen(seen);
	const gone = leavingOf(response, seen);
	const body = await bodyOf(request);
	if (body === undefined) return;
	const chance = new Chance(drawn.seed, drawn.number, CHANCE_OF.request, deployment, number);
	const stage = toStage(drawn, deployment, number, request, body, chance, trapUrl);
	seen.call = callOf(stage.seen.prompt);
	seen.continues = continuedText(body);
	seen.planned = stage.text;
	seen.saidTokens = tokensOf(stage.answer);
	const { id, script } = choose(drawn, deployment, stage);
	const { steps, ...said } = script;
	seen.fault = id;
	seen.script = said;
	await playSteps(steps, response, gone, () => (seen.answeredAtMs = systemClock.now()));
}

function choose(drawn: Case, deployment: number, stage: Stage): { id: string; script: Script } {
	const { temper, faults } = drawn.deployments[deployment]!;
	const plays = temper === 'broken' || (temper === 'flaky' && stage.chance.happens(FAULT_SHARE));
	if (!plays) return { id: 'none', script: { steps: rightAnswer(stage), text: stage.text, countsTruly: true } };
	const id = stage.chance.pick(faults);
	return { id, script: CATALOGUE.get(id)!.play(stage) };
}

function leavingOf(response: ServerResponse, seen: SeenRequest): AbortSignal {
	const leaving = new AbortController();
	response.on('close', () => {
		seen.closedAtMs = systemClock.now();
		seen.abandoned = seen.answeredAtMs === undefined;
		leaving.abort();
	});
	return leaving.signal;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
	try {
		return parsedOrText(await text(request)) as Record<string, unknown>;
	} catch {
		return undefined;
	}
}

function toStage(
	drawn: Case,
	deployment: number,
	number: number,
	request: IncomingMessage,
	body: Record<string, unknown>,
	chance: Chance,
	trapUrl: string,
): Stage {
	const { provider } = drawn.deployments[deployment]!;
	const wire = WIRES[provider];
	const model = String(body.model ?? 'unnamed');
	const prompt = promptOf(body);
	const answer = drawAnswer(`${drawn.number}.${deployment}.${number}`, chance, continuedText(body));
	const streamed = wire.wantsStream(body);
	const text = piecesOf(answer).join('');
	return {
		...{ provider, wire, streamed, body, model, answer, text, chance, trapUrl },
		pieces: streamed ? wire.frames(answer, model).map(({ data }) => data) : [JSON.stringify(wire.whole(answer, model))],
		contentType: streamed ? wire.streamContentType : 'application/json',
		seen: {
			apiKey: String(request.headers.authorization ?? request.headers['x-api-key'] ?? '').replace(/^Bearer /, ''),
			headerToken: String(request.headers['x-team-token'] ?? ''),
			prompt,
		},
	};
}

/** Words that tell which request an answer belongs to, so that a mixture would show. */
function drawAnswer(mark: string, chance: Chance, continued: string | undefined): Answer {
	const words = Array.from(
		{ length: chance.whole(2, 8) },
		(_, index) => `${mark}-${index}${chance.pick(['', ' ü', ' 日本', ' 🚀'])} `,
	);
	const repeats = continued !== undefined && chance.happens(0.5);
	return {
		text: repeats ? [continued.slice(-REPEATED_LENGTH), ...words] : words,
		...(chance.happens(0.15) && { reasoning: `thinking of ${mark}` }),
		...(chance.happens(0.1) && { toolCalls: [{ id: 'call_12345', name: 'lookup', arguments: '{"name":"x"}' }] }),
		usage: { input: chance.whole(1, 20), output: chance.whole(1, 15) },
	};
}

const tokensOf = ({ usage }: Answer): number =>
	usage === undefined || usage === 'none' ? 0 : (usage.input ?? 0) + (usage.output ?? 0);

interface WireMessage {
	role?: unknown;
	content?: unknown;
}

const messagesOf = (body: Record<string, unknown>): WireMessage[] =>
	Array.isArray(body.messages) ? (body.messages as WireMessage[]) : [];

function textOf({ content }: WireMessage): string {
	if (typeof content === 'string') return content;
	return Array.isArray(content) ? content.map((part: { text?: unknown }) => String(part.text ?? '')).join('') : '';
}

const promptOf = (body: Record<string, unknown>): string => {
	const first = messagesOf(body).find(({ role }) => role === 'user');
	return first === undefined ? '' : textOf(first);
};

/** The router asks for the rest of an answer with what there is of it as the assistant's last turn. */
function continuedText(body: Record<string, unknown>): string | undefined {
	const last = messagesOf(body).findLast(({ role }) => role === 'assistant');
	return last === undefined ? undefined : textOf(last);
}

const callOf = (prompt: string): number | undefined => {
	const found = /campaign-call-(\d+)/.exec(prompt);
	return found === null ? undefined : Number(found[1]);
};

/** What a case's prompts begin with. */
export const promptMark = (call: number): string => `campaign-call-${call}`;
