import type { Chance } from '../chance';
import type { Stage } from './fault';

/** What a server does on a connection, one after the other. */
export type Step =
	| { do: 'head'; status: number; headers: Record<string, string> }
	| { do: 'inform'; status: 'processing' | 'early hints' }
	| { do: 'write'; data: string | Uint8Array }
	| { do: 'pause'; ms: number }
	/** The answer's proper end. */
	| { do: 'end' }
	/** The connection's end (FIN), after what was written. */
	| { do: 'close' }
	/** RST. */
	| { do: 'reset' }
	/** Nothing more, until the client has gone. */
	| { do: 'hang' }
	/** Until the client has gone. */
	| { do: 'repeat'; data: string; everyMs: number }
	/** Straight onto the socket: no head, or one's own. */
	| { do: 'raw'; data: string | Uint8Array };

export const head = (status: number, headers: Record<string, string> = {}): Step => ({ do: 'head', status, headers });
export const write = (data: string | Uint8Array): Step => ({ do: 'write', data });
export const raw = (data: string | Uint8Array): Step => ({ do: 'raw', data });
export const pause = (ms: number): Step => ({ do: 'pause', ms });
export const END: Step = { do: 'end' };
export const CLOSE: Step = { do: 'close' };
export const RESET: Step = { do: 'reset' };
export const HANG: Step = { do: 'hang' };
export const repeat = (data: string, everyMs: number): Step => ({ do: 'repeat', data, everyMs });

/** Pieces one by one, as a model writes them. */
export function paced(pieces: readonly string[], chance: Chance, longestPauseMs = 12): Step[] {
	return pieces.flatMap((piece) =>
		chance.happens(0.4) ? [pause(chance.whole(1, longestPauseMs)), write(piece)] : [write(piece)],
	);
}

/** The right answer, under whatever headers. */
export function rightAnswer(stage: Stage, headers: Record<string, string> = {}): Step[] {
	return [
		head(200, { 'content-type': stage.contentType, ...headers }),
		...paced(stage.pieces, stage.chance, stage.chance.pick([12, 12, 45])),
		END,
	];
}

/** A whole body with its length in the head, so that it can be cut at any byte. */
export function sizedHead(stage: Stage, body: Uint8Array, extraBytes = 0): Step {
	return head(200, { 'content-type': stage.contentType, 'content-length': String(body.length + extraBytes) });
}

export const bodyOf = (stage: Stage): Buffer => Buffer.from(stage.pieces.join(''));

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Step[] {
	return [head(status, { 'content-type': 'application/json', ...headers }), write(JSON.stringify(body)), END];
}

/** Where a text piece may be put before, from behind the first control piece to before the last. */
export function placeInside(stage: Stage): number {
	return stage.pieces.length < 2 ? 0 : stage.chance.whole(1, stage.pieces.length - 1);
}
