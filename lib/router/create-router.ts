import { setImmediate as nextTurn } from 'node:timers/promises';
import { newCallId } from '../call-id';
import { systemClock, type Clock } from '../clock';
import type { RouterConfigInput } from '../config/input';
import { parseConfig } from '../config/parse-config';
import { RoutedLlmError } from '../errors';
import { createPricing, type Pricing } from '../pricing/pricing';
import { createProviders } from '../providers';
import type { Provider } from '../providers/provider';
import { createMemoryStateStore } from '../state/memory';
import type { StateStore } from '../state/state-store';
import type { Message } from '../types/chat';
import type { ModelGroup, ProviderName, RouterConfig } from '../types/deployment';
import type { ChatAnswer, ChatRequest, RouterEvent } from '../types/routing';
import type { Outbox } from '../usage/usage-log';
import { appendTogether } from './append-together';
import { LeaseKeeper } from './lease-keeper';
import { createModelTraits } from './model-traits';
import type { RouterParts } from './parts';
import { runCall } from './run-call';
import { streamUntilLeft } from './stream-until-left';

/**
 * 60 s, and a quarter of a second for the way to the provider: two requests sent 60 s apart may arrive closer.
 */
export const LIMIT_WINDOW_MS = 60_250;

export interface RouterOptions {
	/** Where cooldown, limits and the line live. Default: in this process, for this router alone. */
	state?: StateStore;
	/** Where usage rows go. Default, and null: none is kept. */
	outbox?: Outbox | null;
	providers?: Record<ProviderName, Provider>;
	pricing?: Pricing;
	clock?: Clock;
	/** In [0, 1). Default `Math.random`. */
	random?: () => number;
	/** Length of the window that RPM and TPM hold over. Default 60,250 ms; tests use less. */
	windowMs?: number;
}

export interface Router {
	/**
	 * One call, answered as a whole. A stream that breaks fails over without a trace in the answer.
	 * @throws RoutedLlmError
	 */
	chat(request: ChatRequest): Promise<ChatAnswer>;
	/**
	 * One call, streamed. Fails over freely until the first visible token; after it as the group's
	 * `midStreamFailure` says. The last event is the answer. Leaving the loop cancels the call.
	 * @throws RoutedLlmError from the iteration
	 */
	stream(request: ChatRequest): AsyncGenerator<RouterEvent, void, void>;
	/** The configuration as the gate handed it out: complete, frozen. */
	readonly config: RouterConfig;
	/** Ends the router's background work. It closes neither the state store nor the outbox it was given. */
	close(): Promise<void>;
}

/**
 * A router over model groups.
 * @throws ConfigError with every fault of the configuration at once
 */
export function createRouter(input: RouterConfigInput, options: RouterOptions = {}): Router {
	const config = parseConfig(input);
	const clock = options.clock ?? systemClock;
	const store = options.state ?? createMemoryStateStore({ clock });
	const keeper = new LeaseKeeper(store, clock);
	const pricing = options.pricing ?? createPricing();
	const providers = options.providers ?? createProviders();
	const models = createModelTraits({ providers, pricing, clock });
	const parts: RouterParts = {
		store,
		keeper,
		providers,
		pricing,
		models,
		clock,
		random: options.random ?? Math.random,
		windowMs: options.windowMs ?? LIMIT_WINDOW_MS,
		warm: warmOnce(pricing, options.outbox),
		append: appendTogether(options.outbox),
	};
	const start = (request: ChatRequest, whole: boolean): AsyncGenerator<RouterEvent, void, void> =>
		runCall(parts, { callId: newCallId(clock.wallMs()), group: groupOf(config.groups, request), request, whole });
	/** A caller learns from the iteration what is wrong with a request, as of all else. */
	async function* startStream(request: ChatRequest): AsyncGenerator<RouterEvent, void, void> {
		yield* start(request, false);
	}

	return {
		config,
		async chat(request) {
			for await (const event of start(request, true)) if (event.type === 'answer') return event.answer;
			throw new RoutedLlmError('all_failed', 'The call ended without an answer.');
		},
		stream: (request) => streamUntilLeft(request, startStream),
		async close() {
			keeper.close();
			models.close();
			if (options.state === undefined) await store.close();
		},
	};
}

function groupOf(groups: ReadonlyMap<string, ModelGroup>, request: ChatRequest): ModelGroup {
	const group = groups.get(request.group);
	if (group === undefined)
		throw new RoutedLlmError(
			'unknown_group',
			`There is no model group "${request.group}"; there is ${[...groups.keys()].map((name) => `"${name}"`).join(', ')}.`,
		);
	if (request.messages.length === 0)
		throw new RoutedLlmError('invalid_request', 'The call has no message; give it a prompt.');
	if (asksNothing(request.messages))
		throw new RoutedLlmError(
			'invalid_request',
			'The call has nothing to ask: every user message is blank; give it a prompt.',
		);
	return group;
}

/** Users say something, and all of it is blank text; a tool's result is something to answer to. */
function asksNothing(messages: readonly Message[]): boolean {
	const fromUser = messages.filter((message) => message.role === 'user');
	if (fromUser.length === 0 || messages.some(({ role }) => role === 'tool')) return false;
	return fromUser.every(({ content }) => content.every((part) => part.type === 'text' && part.text.trim() === ''));
}

/** What fails here fails again at its first use, which says what is wrong. */
function ahead(load: () => Promise<void>): void {
	load().catch(() => {});
}

/** Loads during the first request's wait what its end would otherwise wait for. Failures show at the first use. */
function warmOnce(pricing: Pricing, outbox: Outbox | null | undefined): () => void {
	let warmed = false;
	return () => {
		if (warmed) return;
		warmed = true;
		ahead(async () => await pricing.warm());
		ahead(async () => {
			await nextTurn();
			await outbox?.warm?.();
		});
	};
}
