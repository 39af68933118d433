import { systemClock } from '../../clock';
import { pause } from '../../pause';
import { ProviderFailure } from '../../types/failure';
import { cancelledFailure } from './network-failure';

/** More endpoints and models than anyone has; beyond it the finding longest known goes. */
const MAX_FINDINGS = 1_000;

/**
 * A server that does not know a field says so at once; nobody waits longer than this for another's finding. Well below the
 * 250 ms that limits allow for the way to the provider: whoever waits here was granted its place in the window before.
 */
const SCOUT_WAIT_MS = 100;

export interface OptionalFieldRequest<T> {
	/** What may refuse: endpoint and model. */
	server: string;
	signal: AbortSignal;
	send: (withField: boolean) => Promise<T>;
	/** Whether what `send` threw is the server's refusal of the field. */
	isRefusal: (error: unknown) => boolean;
}

type Finding = 'taken' | 'refused';

/**
 * Remembers which servers refuse a request for a field that it could do without, so that it costs one request more
 * only once. While the first request to a server is on its way, others wait for what it finds out.
 */
export class OptionalField {
	private readonly findings = new Map<string, Finding>();
	private readonly scouts = new Map<string, Promise<void>>();

	/** Sends with the field, or without it where it is known to be refused, or is refused now. */
	async send<T>({ server, signal, send, isRefusal }: OptionalFieldRequest<T>): Promise<T> {
		const scout = this.findings.has(server) ? undefined : this.scouts.get(server);
		if (scout) await pause(systemClock, SCOUT_WAIT_MS, { signal, until: scout });
		if (signal.aborted) throw new ProviderFailure(cancelledFailure(false));
		if (this.findings.get(server) === 'refused') return await send(false);
		const found = this.scout(server);
		try {
			const answer = await send(true);
			found('taken');
			return answer;
		} catch (error) {
			const refused = isRefusal(error);
			found(refused ? 'refused' : undefined);
			if (!refused) throw error;
		}
		return await send(false);
	}

	/** Makes those who come now wait, unless they wait already. */
	private scout(server: string): (finding: Finding | undefined) => void {
		let done = (): void => {};
		const isFirst = !this.findings.has(server) && !this.scouts.has(server);
		if (isFirst) this.scouts.set(server, new Promise<void>((resolve) => (done = resolve)));
		return (finding) => {
			if (finding) this.remember(server, finding);
			if (isFirst) this.scouts.delete(server);
			done();
		};
	}

	private remember(server: string, finding: Finding): void {
		this.findings.delete(server);
		this.findings.set(server, finding);
		const [oldest] = this.findings.keys();
		if (this.findings.size > MAX_FINDINGS && oldest !== undefined) this.findings.delete(oldest);
	}
}
