import type { IExecuteFunctions } from 'n8n-workflow';
import { readOpenAiRequest } from '../../shared/openai/read-request';
import { readChatRequest, type ChatRequestPlan } from '../../shared/read-chat-request';
import type { AnswerForm } from './answer-to-json';

/** The panel's Input: which form the question has, and the answer gets. */
export type InputKind = 'prompt' | 'openai';

export interface ItemInput {
	request: ChatRequestPlan;
	form: AnswerForm;
}

/** What an item asks. @throws InputFault */
export function readItemInput(
	context: IExecuteFunctions,
	itemIndex: number,
	options: Record<string, unknown>,
): ItemInput {
	if (inputKindOf(context, itemIndex) === 'openai') {
		const { request, reply } = readOpenAiRequest(context.getNodeParameter('requestBody', itemIndex, ''), options);
		return { request, form: { kind: 'openai', reply } };
	}
	const request = readChatRequest(context.getNodeParameter('prompt', itemIndex, ''), options);
	const simplify = context.getNodeParameter('simplify', itemIndex, true) !== false;
	return { request, form: { kind: 'own', simplify, wantsJson: request.settings.responseSchema !== undefined } };
}

export function inputKindOf(context: IExecuteFunctions, itemIndex: number): InputKind {
	return context.getNodeParameter('input', itemIndex, 'prompt') === 'openai' ? 'openai' : 'prompt';
}
