import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallOrigin, ChatAnswer, ChatRequest, Router } from '../../../lib';
import { readBinaryParts } from '../../shared/binary-parts';
import { withBinaryParts } from '../../shared/read-chat-request';
import type { ItemPlan } from './plan-items';

/** Asks the router for one item's answer, and streams it to the chat or webhook that waits for it. */
export async function answerItem(
	context: IExecuteFunctions,
	plan: ItemPlan,
	itemIndex: number,
	signal: AbortSignal,
	onUnsentChunk: () => void,
): Promise<ChatAnswer> {
	const parts = await readBinaryParts(context, itemIndex, plan.request.binaryFields);
	const request: ChatRequest = {
		group: plan.group,
		messages: withBinaryParts(plan.request, parts),
		settings: plan.request.settings,
		tags: plan.request.tags,
		keepTextsMs: plan.keepTextsMs,
		origin: originOf(context),
		signal,
		startedByHand: context.getMode() === 'manual',
	};
	return plan.streaming && isStreaming(context)
		? await streamAnswer(plan.router, request, createChunkSender(context, itemIndex, onUnsentChunk), context)
		: await plan.router.chat(request);
}

type SendChunk = (type: 'begin' | 'item' | 'end' | 'error', content?: string) => void;

/**
 * n8n sends chunks asynchronously, whatever the method's type says. A chat that cannot be reached takes nothing from the
 * answer: the workflow still gets it.
 */
function createChunkSender(context: IExecuteFunctions, itemIndex: number, onUnsentChunk: () => void): SendChunk {
	let isReported = false;
	const report = () => {
		if (!isReported) onUnsentChunk();
		isReported = true;
	};
	const send = async (...[type, content]: Parameters<SendChunk>): Promise<void> => {
		await context.sendChunk(type, itemIndex, content);
	};
	return (type, content) => {
		send(type, content).catch(report);
	};
}

async function streamAnswer(
	router: Router,
	request: ChatRequest,
	sendChunk: SendChunk,
	context: IExecuteFunctions,
): Promise<ChatAnswer> {
	sendChunk('begin');
	try {
		for await (const event of router.stream(request)) {
			// Reasoning is not shown in chats, and text that was shown is never taken back: a discard concerns neither.
			if (event.type === 'text') sendChunk('item', event.text);
			if (event.type !== 'answer') continue;
			sendChunk('end');
			return event.answer;
		}
	} catch (error) {
		// When the node stops on errors, the engine itself tells the one who waits.
		if (context.continueOnFail()) sendChunk('error', messageOf(error));
		throw error;
	}
	throw new Error('The router ended without an answer');
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : 'The call failed';
}

/** Older versions of n8n do not stream. */
function isStreaming(context: IExecuteFunctions): boolean {
	return typeof context.isStreaming === 'function' && typeof context.sendChunk === 'function' && context.isStreaming();
}

function originOf(context: IExecuteFunctions): CallOrigin {
	const { id, name } = context.getWorkflow();
	return {
		workflowId: id,
		workflowName: name,
		nodeName: context.getNode().name,
		executionId: context.getExecutionId(),
	};
}
