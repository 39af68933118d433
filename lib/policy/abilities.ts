import { PROVIDER_TRAITS } from '../providers/traits';
import type { Deployment } from '../types/deployment';
import type { Ability, CallNeeds } from './call-needs';

/** What is known of a deployment's model by others than its settings (Ollama, the price catalogue). Absent: nobody knows. */
export type ModelDetails = Pick<Deployment, 'supports' | 'contextWindow'>;

/** Why a deployment cannot serve a call: `reason` for people, `kind` for what follows. */
export interface Unable {
	kind: 'locality' | 'ability' | 'window';
	reason: string;
}

/** The first thing that bars a deployment from a call; undefined when nothing is known to. Settings come before `details`. */
export function whyUnable(deployment: Deployment, needs: CallNeeds, details: ModelDetails): Unable | undefined {
	if (needs.localOnly && deployment.locality === 'cloud')
		return { kind: 'locality', reason: 'it is a cloud deployment and the call is marked local only' };
	for (const ability of needs.abilities) {
		const source = whoDenies(deployment, details, ability);
		if (source !== undefined) return { kind: 'ability', reason: `it does not ${VERBS[ability]}, as ${source}` };
	}
	const contextWindow = deployment.contextWindow ?? details.contextWindow;
	if (contextWindow === undefined || needs.inputTokens <= contextWindow) return undefined;
	return { kind: 'window', reason: tooLongFor(contextWindow, needs.inputTokens) };
}

export function tooLongFor(contextWindow: number, inputTokens: number): string {
	return `the request of about ${inputTokens} tokens is longer than its context window of ${contextWindow}`;
}

/**
 * Whether its server's own details matter for the call. Never where the call may not go: a question is a request too. Nobody
 * but the settings knows of JSON schemas, which Ollama takes with every model.
 */
export function leavesOpen(deployment: Deployment, needs: CallNeeds): boolean {
	if (needs.localOnly && deployment.locality === 'cloud') return false;
	if (needs.abilities.some((ability) => ability !== 'jsonSchema' && deployment.supports[ability] === undefined))
		return true;
	return needs.long && deployment.contextWindow === undefined && needs.numCtx === undefined;
}

/** `images, tools and answers in a JSON schema`; undefined when the call needs only text. */
export function sayAbilities(needs: CallNeeds): string | undefined {
	const words = needs.abilities.map((ability) => NOUNS[ability]);
	if (words.length < 2) return words[0];
	return `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}

const VERBS: Readonly<Record<Ability, string>> = {
	images: 'take images',
	tools: 'take tools',
	jsonSchema: 'answer in a JSON schema',
};

const NOUNS: Readonly<Record<Ability, string>> = {
	images: 'images',
	tools: 'tools',
	jsonSchema: 'answers in a JSON schema',
};

function whoDenies(deployment: Deployment, details: ModelDetails, ability: Ability): string | undefined {
	const own = deployment.supports[ability];
	if (own !== undefined) return own ? undefined : 'its settings say';
	if (details.supports[ability] !== false) return undefined;
	return `${PROVIDER_TRAITS[deployment.provider].server} says`;
}
