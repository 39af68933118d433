import type { IExecuteFunctions, IDataObject } from 'n8n-workflow';
import type { ExecutionHints } from '../../shared/execution-hints';
import { recordOf, textOf } from '../../shared/parameter-values';
import type { SharedGroups } from '../../shared/model-groups/groups-source';
import type { Runtime } from '../../shared/runtime';
import type { ReadTarget } from '../../shared/usage-destinations';
import type { UsageLog } from '../../../lib';

/** What every operation works with. */
export interface ReportRun {
	context: IExecuteFunctions;
	runtime: Runtime;
	/** Where the log is, and what alerts are remembered. */
	target: ReadTarget;
	/** Where Source is Shared Model Groups. */
	groups?: SharedGroups;
	log: UsageLog;
	hints: ExecutionHints;
	nowMs: number;
}

/** The first item's value of a parameter: the node runs once. */
export function parameterOf(context: IExecuteFunctions, name: string, fallback: IDataObject[string] = ''): unknown {
	return context.getNodeParameter(name, 0, fallback);
}

export function optionsOf(context: IExecuteFunctions): Record<string, unknown> {
	return recordOf(parameterOf(context, 'options', {}));
}

/** Checked where it is used. */
export function timeZoneOf(context: IExecuteFunctions): string {
	return textOf(optionsOf(context).timeZone) || context.getTimezone();
}
