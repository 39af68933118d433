import type { IExecuteFunctions } from 'n8n-workflow';
import { checkBinaryFields } from '../../shared/binary-parts';
import type { ExecutionHints } from '../../shared/execution-hints';
import { readKeepTextsMs } from '../../shared/keep-days';
import { recordOf } from '../../shared/parameter-values';
import type { ChatRequestPlan } from '../../shared/read-chat-request';
import type { Runtime } from '../../shared/runtime';
import type { AnswerForm } from './answer-to-json';
import { createGroupReader, type GroupReader, type ItemGroup } from './group-reader';
import { readItemInput } from './item-input';

/** What one item asks for, checked, before anything is sent. */
export interface ItemPlan extends ItemGroup {
	request: ChatRequestPlan;
	/** Absent: prompt and answer are not kept. */
	keepTextsMs?: number;
	form: AnswerForm;
	streaming: boolean;
}

export type PlannedItem = { ok: true; plan: ItemPlan } | { ok: false; error: unknown };

/** Checks all items before the first request: what is wrong with one is known before money is spent on another. */
export async function planItems(
	context: IExecuteFunctions,
	runtime: Runtime,
	hints: ExecutionHints,
): Promise<PlannedItem[]> {
	const groupOf = createGroupReader(context, runtime, hints);
	const planned: PlannedItem[] = [];
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		try {
			planned.push({ ok: true, plan: await planItem(context, itemIndex, groupOf) });
		} catch (error) {
			planned.push({ ok: false, error });
		}
	}
	return planned;
}

async function planItem(context: IExecuteFunctions, itemIndex: number, groupOf: GroupReader): Promise<ItemPlan> {
	const options = recordOf(context.getNodeParameter('options', itemIndex, {}));
	// Ahead of the group, whose name may come from the request.
	const { request, form } = readItemInput(context, itemIndex, options);
	const { router, group } = await groupOf(itemIndex);
	checkBinaryFields(context, itemIndex, request.binaryFields);
	return {
		router,
		group,
		request,
		keepTextsMs: readKeepTextsMs(recordOf(context.getNodeParameter('usageLogOptions', itemIndex, {}))),
		form,
		// n8n's streams are no event streams.
		streaming: form.kind === 'own' && options.streaming !== false,
	};
}
