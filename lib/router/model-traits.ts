import type { Clock } from '../clock';
import { pause } from '../pause';
import type { Pricing } from '../pricing/pricing';
import type { Provider } from '../providers/provider';
import { PROVIDER_TRAITS } from '../providers/traits';
import { leavesOpen, type ModelDetails } from '../policy/abilities';
import { asksForDetails, type CallNeeds } from '../policy/call-needs';
import type { Deployment, ProviderName } from '../types/deployment';

/** A model that was pulled anew is known as such after this. */
export const DETAILS_KEPT_MS = 600_000;
/** A server that could not say is asked again after this. */
export const FAILURE_KEPT_MS = 30_000;
/** A call waits no longer for a server to say what its model can do. */
export const LONGEST_WAIT_MS = 1_000;
/** A question is given up after this, with nobody waiting for it any more. */
const LONGEST_QUESTION_MS = 10_000;
/** More models than anyone has; beyond it the finding longest known goes. */
const MAX_FINDINGS = 1_000;

/** What is known of deployments' models beyond their settings: from their own servers, and from the price catalogue. */
export interface ModelTraits {
	/**
	 * Asks the servers of those deployments that leave something open which the call needs, and of which nothing is known yet.
	 * Resolves when they have answered, failed, or taken 1 s since they were asked, or when the signal aborts. Never throws.
	 */
	learn(deployments: readonly Deployment[], needs: CallNeeds, signal?: AbortSignal): Promise<void>;
	/** What is known by now. The price catalogue is looked into for long calls only. */
	detailsOf(deployment: Deployment, needs: CallNeeds): ModelDetails;
	/** Ends the questions under way. */
	close(): void;
}

type Finding =
	/** `soon`: when the answer is there, or is waited for no longer. */
	| { state: 'asked'; soon: Promise<void>; giveUp: () => void }
	| { state: 'known'; details: ModelDetails; untilMs: number }
	| { state: 'failed'; untilMs: number };

const NOTHING: ModelDetails = { supports: {} };

export interface ModelTraitsOptions {
	providers: Record<ProviderName, Provider>;
	pricing: Pricing;
	clock: Clock;
}

export function createModelTraits({ providers, pricing, clock }: ModelTraitsOptions): ModelTraits {
	const findings = new Map<string, Finding>();

	/** undefined: nobody has been asked, or it is too long ago. */
	function current({ id }: Deployment): Finding | undefined {
		const finding = findings.get(id);
		return finding === undefined || finding.state === 'asked' || finding.untilMs > clock.now() ? finding : undefined;
	}

	function keep({ id }: Deployment, finding: Finding): void {
		findings.delete(id);
		findings.set(id, finding);
		const [oldest] = findings.keys();
		if (findings.size > MAX_FINDINGS && oldest !== undefined) findings.delete(oldest);
	}

	function ask(deployment: Deployment, describe: NonNullable<Provider['describeModel']>): Finding {
		const question = new AbortController();
		const giveUp = () => question.abort();
		const stopTimer = clock.after(LONGEST_QUESTION_MS, giveUp, { background: true });
		const answer = async (): Promise<void> => {
			try {
				const details = await describe(deployment.endpoint, deployment.model, question.signal);
				keep(deployment, { state: 'known', details, untilMs: clock.now() + DETAILS_KEPT_MS });
			} catch {
				keep(deployment, { state: 'failed', untilMs: clock.now() + FAILURE_KEPT_MS });
			} finally {
				stopTimer();
			}
		};
		const finding: Finding = { state: 'asked', soon: pause(clock, LONGEST_WAIT_MS, { until: answer() }), giveUp };
		keep(deployment, finding);
		return finding;
	}

	return {
		async learn(deployments, needs, signal) {
			const open = deployments.flatMap((deployment) => {
				const describe = providers[deployment.provider].describeModel;
				if (describe === undefined || !leavesOpen(deployment, needs)) return [];
				const finding = current(deployment) ?? ask(deployment, describe);
				return finding.state === 'asked' ? [finding.soon] : [];
			});
			if (open.length > 0) await pause(clock, Infinity, { signal, until: Promise.all(open) });
		},
		detailsOf(deployment, needs) {
			if (!asksForDetails(needs)) return NOTHING;
			const finding = current(deployment);
			const said = finding?.state === 'known' ? finding.details : NOTHING;
			const contextWindow =
				(PROVIDER_TRAITS[deployment.provider].readsNumCtx ? needs.numCtx : undefined) ?? said.contextWindow;
			if (contextWindow !== undefined || !needs.long) return { supports: said.supports, contextWindow };
			const { provider, endpoint, model } = deployment;
			return {
				supports: said.supports,
				contextWindow: pricing.contextWindow({ provider, baseUrl: endpoint.baseUrl, model }),
			};
		},
		close() {
			for (const finding of findings.values()) if (finding.state === 'asked') finding.giveUp();
		},
	};
}
