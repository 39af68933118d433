import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ExecutionHints } from '../../shared/execution-hints';
import { recordOf } from '../../shared/parameter-values';
import { runInParallel } from '../../shared/run-in-parallel';
import { loadRuntime } from '../../shared/runtime';
import { isRoutedLlmError, toNodeError } from '../../shared/to-node-error';
import { answerItem } from './answer-item';
import { answerToJson } from './answer-to-json';
import { errorToItem } from './error-to-item';
import { inputKindOf } from './item-input';
import type { PlannedItem } from './plan-items';
import { planItems } from './plan-items';

const DEFAULT_PARALLEL_ITEMS = 10;

/**
 * Runs the node: checks all items, works on several at a time, keeps their order. With Continue (or the error
 * output) an item that fails becomes an error item; without, the first failure ends the others and is thrown.
 */
export async function runItems(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const hints = new ExecutionHints();
	const planned = await planItems(context, await loadRuntime(), hints);
	if (!context.continueOnFail()) throwFirstFault(context, planned);

	const { signal, stop } = createSignal(context);
	try {
		const items = await runInParallel(planned.length, readParallelItems(context), async (itemIndex) => {
			try {
				return await runItem(context, planned[itemIndex]!, itemIndex, signal, hints);
			} catch (error) {
				if (isRoutedLlmError(error)) hints.addAll(error.hints);
				if (context.continueOnFail() && !context.getExecutionCancelSignal()?.aborted)
					return errorToItem(context.getNode(), error, itemIndex, inputKindOf(context, itemIndex));
				stop();
				throw toNodeError(context.getNode(), error, itemIndex);
			}
		});
		return [items];
	} finally {
		hints.show(context);
	}
}

async function runItem(
	context: IExecuteFunctions,
	planned: PlannedItem,
	itemIndex: number,
	signal: AbortSignal,
	hints: ExecutionHints,
): Promise<INodeExecutionData> {
	if (!planned.ok) throw planned.error;
	const answer = await answerItem(context, planned.plan, itemIndex, signal, () =>
		hints.addForItem(itemIndex, 'the answer could not be streamed; the item holds it all the same'),
	);
	hints.addAll(answer.routing.hints);
	const { json, jsonFault } = answerToJson(answer, planned.plan.form);
	if (jsonFault !== undefined) hints.addForItem(itemIndex, jsonFault);
	return { json, pairedItem: { item: itemIndex } };
}

function throwFirstFault(context: IExecuteFunctions, planned: readonly PlannedItem[]): void {
	for (const [itemIndex, item] of planned.entries())
		if (!item.ok) throw toNodeError(context.getNode(), item.error, itemIndex);
}

/** Ends when the execution is stopped, or when one item's failure makes the others pointless. */
function createSignal(context: IExecuteFunctions): { signal: AbortSignal; stop: () => void } {
	const controller = new AbortController();
	const cancelled = context.getExecutionCancelSignal();
	const signal = cancelled ? AbortSignal.any([cancelled, controller.signal]) : controller.signal;
	return { signal, stop: () => controller.abort() };
}

function readParallelItems(context: IExecuteFunctions): number {
	if (context.getInputData().length === 0) return 1;
	const limit = Number(recordOf(context.getNodeParameter('routingOptions', 0, {})).parallelItems);
	return Number.isFinite(limit) && limit >= 1 ? Math.floor(limit) : DEFAULT_PARALLEL_ITEMS;
}
