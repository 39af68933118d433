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
		? await streamAnswer(context, plan.router, request, itemIndex)
		: await plan.router.chat(request);
}

async function streamAnswer(
	context: IExecuteFunctions,
	router: Router,
	request: ChatRequest,
	itemIndex: number,
): Promise<ChatAnswer> {
	context.sendChunk('begin', itemIndex);
	try {
		for await (const event of router.stream(request)) {
			// Reasoning is not shown in chats, and text that was shown is never taken back: a discard concerns neither.
			if (event.type === 'text') context.sendChunk('item', itemIndex, event.text);
			if (event.type !== 'answer') continue;
			context.sendChunk('end', itemIndex);
			return event.answer;
		}
	} catch (error) {
		// When the node stops on errors, the engine itself tells the one who waits.
		if (context.continueOnFail()) context.sendChunk('error', itemIndex, messageOf(error));
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
