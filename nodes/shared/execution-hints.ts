import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import type { Hint, ModelGroup } from '../../lib';
import { withoutStop } from './without-stop';

const HINT_TYPES: Readonly<Record<Hint['code'], NodeExecutionHint['type']>> = {
	cooling: 'warning',
	unpriced: 'info',
	access: 'danger',
	usage_row_lost: 'danger',
	usage_rows_waiting: 'warning',
	state_in_process: 'warning',
	state_damaged: 'warning',
	unusable_counts: 'warning',
	contained_fault: 'warning',
};

/** So many items are named; of more only the number is told. */
const NAMED_ITEMS = 10;

interface Found {
	message: string;
	type: NodeExecutionHint['type'];
	/** How many calls the library said it of. */
	calls: number;
	/** n8n's numbers of the items it is about, from 0. */
	items: number[];
}

/** Collects what the user should know although the node went on, each matter once however many items it touches. */
export class ExecutionHints {
	private readonly found = new Map<string, Found>();

	add(message: string, type: NodeExecutionHint['type'] = 'warning'): void {
		this.find(message, message, type);
	}

	addForItem(itemIndex: number, message: string): void {
		this.find(message, message, 'warning').items.push(itemIndex);
	}

	/** Hints of one call. What the message says beside the matter (a time, a reason) is the latest call's. */
	addAll(hints: readonly Hint[]): void {
		for (const { code, message, deployments = [] } of hints)
			this.find(JSON.stringify([code, ...deployments]), message, HINT_TYPES[code]).calls++;
	}

	/** A local and a cloud deployment of one priority share the load, which is seldom meant: prompts leave the house. */
	addSharedPriorities(group: ModelGroup | undefined): void {
		if (group === undefined || group.localOnly) return;
		for (const local of group.deployments.filter(({ locality }) => locality === 'local')) {
			const cloud = group.deployments.find((other) => other.locality === 'cloud' && other.priority === local.priority);
			if (cloud === undefined) continue;
			this.add(
				`${local.name} (local) and ${cloud.name} (cloud) have the same priority ${local.priority} and share the load: prompts also go to the cloud while the local one is free`,
			);
		}
	}

	/** Worker processes each have their own memory, and those of each host their own usage log files. */
	addQueueMode(environment: NodeJS.ProcessEnv, used: { embeddedLog: boolean; sharedState: boolean }): void {
		if (environment.EXECUTIONS_MODE !== 'queue') return;
		if (!used.sharedState)
			this.add(
				'In queue mode every process counts limits and cooldowns for itself, so that several together may go beyond them; choose Redis under State to share them',
				'info',
			);
		if (used.embeddedLog)
			this.add(
				'In queue mode the embedded usage log covers this host only; choose Postgres under Usage Log for one log of all hosts',
				'info',
			);
	}

	/** Older versions of n8n have no hints. */
	show(context: IExecuteFunctions): void {
		if (this.found.size === 0 || typeof context.addExecutionHints !== 'function') return;
		const hints = [...this.found.values()].map((found): NodeExecutionHint => ({
			message: sentenceOf(found),
			type: found.type,
			location: 'outputPane',
		}));
		context.addExecutionHints(...hints);
	}

	private find(key: string, message: string, type: NodeExecutionHint['type']): Found {
		const found = this.found.get(key) ?? { message, type, calls: 0, items: [] };
		found.message = message;
		this.found.set(key, found);
		return found;
	}
}

function sentenceOf({ message, calls, items }: Found): string {
	if (calls > 1) return `${withoutStop(message)} (${calls} calls)`;
	if (items.length === 0) return message;
	const named = items.sort((a, b) => a - b).slice(0, NAMED_ITEMS);
	const more = items.length > named.length ? ` and ${items.length - named.length} more` : '';
	return `${items.length > 1 ? 'Items' : 'Item'} ${named.join(', ')}${more}: ${message}`;
}
