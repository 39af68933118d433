import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ExecutionHints } from '../../shared/execution-hints';
import { InputFault } from '../../shared/input-fault';
import { toNodeError } from '../../shared/to-node-error';

/** Runs the node once, with the first item's parameters. */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const hints = new ExecutionHints();
	try {
		throw new InputFault('Operation is not there yet', 'node');
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	} finally {
		hints.show(context);
	}
}
