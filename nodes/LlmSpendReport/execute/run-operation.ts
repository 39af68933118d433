import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ExecutionHints } from '../../shared/execution-hints';
import { InputFault } from '../../shared/input-fault';
import { textOf } from '../../shared/parameter-values';
import { loadRuntime } from '../../shared/runtime';
import { toNodeError } from '../../shared/to-node-error';
import { OPERATIONS } from '../description/operation';
import { checkBudget } from './check-budget';
import { deleteOldCalls } from './delete-old-calls';
import { deploymentHealth } from './deployment-health';
import { listCalls } from './list-calls';
import { readSource } from '../read-source';
import { parameterOf, type ReportRun } from './report-run';
import { summarizeSpend } from './summarize-spend';

/** Runs the node once, with the first item's parameters. */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const hints = new ExecutionHints();
	try {
		const outputs = await run(await prepare(context, hints));
		const paired = outputs.map((items) => items.map((item) => ({ ...item, pairedItem: { item: 0 } })));
		return isTool(context) ? [paired.flat()] : paired;
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error);
		if (!context.continueOnFail()) throw nodeError;
		return [[{ json: { error: nodeError.message }, pairedItem: { item: 0 } }]];
	} finally {
		hints.show(context);
	}
}

async function prepare(context: IExecuteFunctions, hints: ExecutionHints): Promise<ReportRun> {
	const runtime = await loadRuntime();
	const { target, groups } = await readSource(context, runtime, parameterOf(context, 'source', 'embedded'));
	for (const hint of [groups?.warning, groups?.hint]) if (hint !== undefined) hints.add(hint);
	if (target.kind === 'embedded' && process.env.EXECUTIONS_MODE === 'queue')
		hints.add(
			'In queue mode the embedded usage log covers this host only; choose Postgres under Source where the nodes write there',
			'info',
		);
	return { context, runtime, target, groups, log: runtime.usageLog(target), hints, nowMs: Date.now() };
}

async function run(report: ReportRun): Promise<INodeExecutionData[][]> {
	const operation = textOf(parameterOf(report.context, 'operation', 'summarizeSpend'));
	switch (OPERATIONS.find((known) => known === operation)) {
		case 'summarizeSpend':
			return [await summarizeSpend(report)];
		case 'checkBudget':
			return await checkBudget(report);
		case 'listCalls':
			return [await listCalls(report)];
		case 'deleteOldCalls':
			return [await deleteOldCalls(report)];
		case 'deploymentHealth':
			return [await deploymentHealth(report)];
		default:
			throw new InputFault(`Operation must be one of ${OPERATIONS.join(', ')}`);
	}
}

/** n8n hands an agent what comes out first, and nothing else. */
function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}
