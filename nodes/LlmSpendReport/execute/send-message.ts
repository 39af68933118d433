import type { ReportRun } from './report-run';
import type { MessageSettings } from './read-message';

export interface MessageText {
	title: string;
	message: string;
	priority: number;
	tags: readonly string[];
}

export const CHART_FILE = 'llm-spend.png';

/**
 * Publishes a message in the user's way.
 * @param chart drawn only when it goes with the message; undefined when it cannot be
 * @throws NtfyError, or the reason of the execution's end
 */
export async function sendMessage(
	{ context, hints }: ReportRun,
	{ client, attachChart, topic, clickUrl, ...wanted }: MessageSettings,
	text: MessageText,
	chart: () => Promise<Buffer | undefined>,
): Promise<void> {
	const bytes = attachChart ? await chart() : undefined;
	const { attached } = await client.publish(
		{
			topic,
			message: text.message,
			title: wanted.title ?? text.title,
			priority: wanted.priority ?? text.priority,
			tags: wanted.tags ?? text.tags,
			clickUrl,
			attachment: bytes && { filename: CHART_FILE, bytes },
		},
		context.getExecutionCancelSignal(),
	);
	if (bytes !== undefined && !attached)
		hints.add('The ntfy server takes no attachment, so the message came without its chart', 'info');
}
