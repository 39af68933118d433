import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Behaviour } from './behaviour';
import { playEndless } from './endless';
import type { Frame, Wire } from './wire';

/** Everything a behaviour needs to be acted out on one connection. */
interface Stage {
	response: ServerResponse;
	wire: Wire;
	body: Record<string, unknown>;
	/** Aborts when the client has gone or the server closes. */
	gone: AbortSignal;
	/** Destroys the connection from this side. */
	hangUp(): void;
}

/** Acts out `behaviour`; ends early, without an error, when the client goes. */
export async function play(behaviour: Behaviour, stage: Stage): Promise<void> {
	try {
		await act(behaviour, stage);
	} catch (error) {
		if (!stage.gone.aborted) throw error;
	}
}

async function act(behaviour: Behaviour, stage: Stage): Promise<void> {
	const { response, wire, body, gone } = stage;
	if (behaviour === 'hang') return;
	if (behaviour === 'close') {
		stage.hangUp();
		return;
	}
	if ('endless' in behaviour) {
		await playEndless(behaviour, response, { contentType: wire.streamContentType, gone });
		return;
	}
	if ('status' in behaviour) {
		await pause(behaviour.delayMs, gone);
		const answer = behaviour.body ?? wire.errorBody(behaviour.status);
		const isText = typeof answer === 'string';
		response.writeHead(behaviour.status, {
			'content-type': isText ? 'text/plain' : 'application/json',
			...behaviour.headers,
		});
		const text = isText ? answer : JSON.stringify(answer);
		if (behaviour.stallBody) response.write(text);
		else response.end(text);
		return;
	}
	if ('raw' in behaviour) {
		for (const head of [behaviour.interim ?? []].flat()) {
			response.socket?.write(head);
			await pause(behaviour.paceMs, gone);
		}
		const { contentType = wire.streamContentType } = behaviour;
		response.writeHead(200, contentType === 'none' ? {} : { 'content-type': contentType });
		for (const chunk of [behaviour.raw].flat()) {
			await write(stage, chunk);
			await pause(behaviour.paceMs, gone);
		}
		response.end();
		return;
	}
	const model = String(body.model ?? 'unnamed');
	await pause(behaviour.delayMs, gone);
	if (wire.wantsStream(body) && !behaviour.ignoreStream) {
		response.writeHead(200, { 'content-type': wire.streamContentType, ...behaviour.headers });
		response.flushHeaders();
		await stream(behaviour, wire.frames(behaviour, model), stage);
	} else {
		response.writeHead(200, { 'content-type': 'application/json', ...behaviour.headers });
		response.end(JSON.stringify(wire.whole(behaviour, model)));
	}
}

async function stream(answer: Answer, frames: readonly Frame[], stage: Stage): Promise<void> {
	let tokens = 0;
	for (const [index, frame] of frames.entries()) {
		if (tokens === answer.breakAfter?.tokens && isTokenOrTail(frames, index)) {
			await breakOff(answer, stage);
			return;
		}
		if (frame.token) {
			await waitWithKeepAlive(tokens === 0 ? answer.firstTokenDelayMs : answer.paceMs, answer, stage);
			tokens++;
		}
		await write(stage, frame.data);
	}
	stage.response.end();
}

/** A break comes right before the next token or, after the last one, before the frames that end the answer. */
function isTokenOrTail(frames: readonly Frame[], index: number): boolean {
	return frames[index]?.token === true || !frames.slice(index).some((frame) => frame.token);
}

async function breakOff(answer: Answer, stage: Stage): Promise<void> {
	const { response, wire } = stage;
	switch (answer.breakAfter?.how) {
		case 'stall':
			await waitWithKeepAlive(Infinity, answer, stage);
			return;
		case 'cut':
			// A moment for the bytes written so far: destroying at once would drop them.
			await pause(20, stage.gone);
			stage.hangUp();
			return;
		case 'malformed':
			await write(stage, wire.malformed);
			break;
		case 'error':
			await write(stage, wire.errorFrame(answer.breakAfter.error));
			break;
		case 'end':
		case undefined:
	}
	response.end();
}

async function waitWithKeepAlive(durationMs: number | undefined, answer: Answer, stage: Stage): Promise<void> {
	if (answer.keepAliveEveryMs === undefined) {
		await pause(durationMs, stage.gone);
		return;
	}
	for (let leftMs = durationMs ?? 0; leftMs > 0; leftMs -= answer.keepAliveEveryMs) {
		await pause(Math.min(leftMs, answer.keepAliveEveryMs), stage.gone);
		await write(stage, stage.wire.keepAlive);
	}
}

/** Waits; `Infinity` waits until the client has gone. Rejects when it goes. */
async function pause(durationMs: number | undefined, gone: AbortSignal): Promise<void> {
	if (durationMs === undefined || durationMs <= 0) return;
	await sleep(Math.min(durationMs, 2 ** 31 - 1), undefined, { signal: gone });
}

async function write({ response, gone }: Stage, data: string): Promise<void> {
	gone.throwIfAborted();
	if (!response.write(data)) await once(response, 'drain', { signal: gone });
}
