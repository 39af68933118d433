import { closeProviderConnections } from '../../../lib/providers/http/fetch';
import type { Provider } from '../../../lib/providers/provider';
import type { ContentPart, TokenUsage } from '../../../lib/types';
import { startFaultServer } from '../../support/fault-server';
import { itAnswers } from './contract/answers';
import { Asker } from './contract/asker';
import { itCancels } from './contract/cancelling';
import { itFails } from './contract/failures';
import { itAsksForFree } from './contract/free-requests';

/** What the contract has to know of an adapter: its words on the wire, and no more. */
export interface ProviderSubject {
	create(): Provider;
	/** Behind the server's address. */
	basePath: '' | '/v1';
	/** Of a chat request. */
	path: string;
	/** What a request for an answer to `prompt` holds at least. */
	requestBody(prompt: string): Record<string, unknown>;
	/** Variables of the process's environment that its SDK would take keys and headers from. */
	environment: readonly string[];
	finishWords: { stop: string; length: string; toolCalls: string };
	/** Of 20 tokens in, 8 of them cached, and 7 out, 3 of them of reasoning, as this protocol can say it. */
	usage: TokenUsage;
	/** An error answer, and what an error event inside a stream holds. */
	errorBody(message: string, type?: string): unknown;
	errorEvent(message: string): unknown;
	/** A whole answer on the wire, cut where its reason to finish has been said. */
	sample: { text: string; untilFinish: string; rest: string };
	/** What this API has no words for. */
	unsendable?: ContentPart;
}

/** What every adapter has to hold, over real HTTP with a server that fails in every way. */
export function describeProvider(name: string, subject: ProviderSubject): void {
	describe(`${name} holds the contract of providers`, () => {
		const asker = new Asker(subject);
		beforeEach(async () => {
			asker.server = await startFaultServer();
		});
		afterEach(async () => {
			await asker.server.close();
			await closeProviderConnections();
		});

		itAnswers(asker);
		itFails(asker);
		itCancels(asker);
		itAsksForFree(asker);
	});
}
