import type { IExecuteFunctions } from 'n8n-workflow';
import type { NtfyClient } from '../../../lib';
import { InputFault } from '../../shared/input-fault';
import { readNtfySettings } from '../../shared/ntfy-settings';
import { namesOf, numberOf, recordOf, textOf } from '../../shared/parameter-values';
import { readSelectedCredential } from '../../shared/selected-credential';
import { parameterOf, type ReportRun } from './report-run';

/** Where a message goes, and what the user wants otherwise than it would be. */
export interface MessageSettings {
	client: NtfyClient;
	topic: string;
	attachChart: boolean;
	title?: string;
	priority?: number;
	tags?: string[];
	clickUrl?: string;
}

const CREDENTIAL = {
	type: 'routedLlmNtfyApi',
	label: 'ntfy',
	parameter: 'Send ntfy Message',
	choice: 'Yes',
	otherwise: 'No',
};

/**
 * Undefined when no message is to be sent.
 * @throws InputFault before anything is read or sent
 */
export async function readMessage({ context, runtime }: ReportRun): Promise<MessageSettings | undefined> {
	if (!isOn(context)) return undefined;
	const { createNtfyClient, topicFault } = runtime.library;
	const topic = textOf(parameterOf(context, 'topic'));
	const fault = topicFault(topic);
	if (fault !== undefined) throw new InputFault(fault);
	const options = recordOf(parameterOf(context, 'messageOptions', {}));
	const tags = namesOf(options.messageTags);
	return {
		topic,
		attachChart: parameterOf(context, 'attachChart', true) !== false,
		title: textOf(options.title) || undefined,
		priority: readPriority(options.priority),
		tags: tags.length > 0 ? tags : undefined,
		clickUrl: readClickUrl(options.clickUrl),
		client: createNtfyClient(await readSelectedCredential(context, CREDENTIAL, ({ data }) => readNtfySettings(data))),
	};
}

/** By expression, a boolean may stand here. */
function isOn(context: IExecuteFunctions): boolean {
	const choice = parameterOf(context, 'sendNtfy', 'off');
	if (choice === 'off' || choice === 'on') return choice === 'on';
	if (typeof choice === 'boolean') return choice;
	throw new InputFault('Send ntfy Message must be on or off');
}

function readPriority(value: unknown): number | undefined {
	if (value === undefined || value === '' || value === 'auto') return undefined;
	const priority = numberOf(value);
	if (priority !== undefined && Number.isInteger(priority) && priority >= 1 && priority <= 5) return priority;
	throw new InputFault('Priority must be a whole number from 1 to 5, or auto');
}

function readClickUrl(value: unknown): string | undefined {
	const url = textOf(value);
	if (url === '' || URL.canParse(url)) return url || undefined;
	throw new InputFault('Click Link must be an address such as https://n8n.example.com');
}
