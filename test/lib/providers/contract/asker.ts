import type { Provider, ProviderCall } from '../../../../lib/providers/provider';
import { type Endpoint, type Failure, ProviderFailure, type ProviderEvent } from '../../../../lib/types';
import type { FaultServer } from '../../../support/fault-server';
import type { ProviderSubject } from '../provider-contract';

export const KEY = 'sk-planted-key-1234567890';
export const HEADER_SECRET = 'planted-header-secret';
export const PROMPT = 'The planted prompt that no error message may ever repeat';

/** Asks one adapter, as the router does. */
export class Asker {
	readonly provider: Provider;
	/** Set anew for each test. */
	server!: FaultServer;

	constructor(readonly subject: ProviderSubject) {
		this.provider = subject.create();
	}

	endpointAt(url: string): Endpoint {
		return { baseUrl: url + this.subject.basePath, apiKey: KEY, headers: { 'X-Team': HEADER_SECRET } };
	}

	get endpoint(): Endpoint {
		return this.endpointAt(this.server.url);
	}

	call(changes: Partial<ProviderCall> = {}): ProviderCall {
		return {
			endpoint: this.endpoint,
			model: 'the-model',
			messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }],
			settings: {},
			signal: AbortSignal.timeout(10_000),
			...changes,
		};
	}

	async collect(changes?: Partial<ProviderCall>): Promise<ProviderEvent[]> {
		const events: ProviderEvent[] = [];
		for await (const event of this.provider.stream(this.call(changes))) events.push(event);
		return events;
	}

	/** What the stream yielded before it failed, and how it failed. */
	async failing(
		changes?: Partial<ProviderCall>,
		onEvent: (event: ProviderEvent) => void = () => undefined,
	): Promise<{ events: ProviderEvent[]; failure: Failure }> {
		const events: ProviderEvent[] = [];
		try {
			for await (const event of this.provider.stream(this.call(changes))) {
				events.push(event);
				onEvent(event);
			}
		} catch (error) {
			if (error instanceof ProviderFailure) return { events, failure: error.failure };
			throw error;
		}
		throw new Error('The attempt was to fail.');
	}
}

export const textOf = (events: readonly ProviderEvent[]): string =>
	events.map((event) => (event.type === 'text' ? event.text : '')).join('');
