import type { ProviderName } from '../../../lib/types/deployment';
import type { Answer } from '../../support/fault-server/behaviour';
import type { Wire } from '../../support/fault-server/wire';
import type { Chance } from '../chance';
import type { Step } from './steps';

/** One way in which a server fails, or does what is odd but right. */
export interface Fault {
	/** `family/what`, unique. */
	id: string;
	/** Absent: at all of them. */
	at?: readonly ProviderName[];
	play(stage: Stage): Script;
}

/** What a fault has to work with: one request, and the answer that would be right. */
export interface Stage {
	provider: ProviderName;
	wire: Wire;
	/** The request wants a stream. */
	streamed: boolean;
	/** The request's body. */
	body: Record<string, unknown>;
	model: string;
	answer: Answer;
	/** The text of `answer`. */
	text: string;
	/** The body of `answer`, in the pieces in which it is sent. */
	pieces: string[];
	contentType: string;
	chance: Chance;
	/** As the server sees them in the request. */
	seen: { apiKey: string; headerToken: string; prompt: string };
	/** Of this case, where no request may ever arrive. */
	trapUrl: string;
}

/** What a refusal speaks of, and so whether the call may end with it. */
export type About =
	/** Another deployment is to be asked. */
	| 'deployment'
	/** The call may end. */
	| 'request'
	/** Nobody can tell: one more deployment is to be asked, then the call may end. */
	| 'unknown'
	/** Only a larger context window is to be asked. */
	| 'window'
	/** The next is asked where the group says so. */
	| 'policy';

export interface Script {
	steps: Step[];
	/** The text of an answer that is taken for whole; null: none can be. */
	text: string | null;
	/** All the text that it may send, of which a part can be shown before it fails. Default: that of the right answer. */
	sends?: string;
	/** Default `deployment`. */
	about?: About;
	/** Not classified rightly yet (`PROMISES`), by the entry that describes it. */
	pending?: string;
	/** The server asked to wait so long. */
	retryAfterMs?: number;
	/** It is a 429 for too many requests, after which no request may come until the time is over. */
	cools?: boolean;
	/** A field was refused, and the router may ask again without it at once. */
	asksForSecondForm?: boolean;
	/** The usage in it is what the answer says. */
	countsTruly?: boolean;
}
