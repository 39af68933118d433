import type { IExecuteFunctions } from 'n8n-workflow';
import { inField } from '../../shared/field-fault';
import { readOpenAiRequest } from '../../shared/openai/read-request';
import { nestedTooDeeply } from '../../shared/parse-json';
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
		const { request, reply } = readOpenAiRequest(requestBodyOf(context, itemIndex), options);
		return { request, form: { kind: 'openai', reply } };
	}
	const request = readChatRequest(context.getNodeParameter('prompt', itemIndex, ''), options);
	const simplify = context.getNodeParameter('simplify', itemIndex, true) !== false;
	return { request, form: { kind: 'own', simplify, wantsJson: request.settings.responseSchema !== undefined } };
}

/** n8n copies what an expression gives, level by level, and fails at some thousands of them. @throws FieldFault */
function requestBodyOf(context: IExecuteFunctions, itemIndex: number): unknown {
	try {
		return context.getNodeParameter('requestBody', itemIndex, '');
	} catch (error) {
		if (!isStackOverflow(error)) throw error;
		return inField(undefined, () => {
			throw nestedTooDeeply('The request body');
		});
	}
}

function isStackOverflow(error: unknown): boolean {
	return error instanceof Error && (error.name === 'RangeError' || /maximum call stack/i.test(error.message));
}

export function inputKindOf(context: IExecuteFunctions, itemIndex: number): InputKind {
	return context.getNodeParameter('input', itemIndex, 'prompt') === 'openai' ? 'openai' : 'prompt';
}
