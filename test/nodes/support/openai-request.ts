import type { IDataObject } from 'n8n-workflow';
import { groupOf, type TestDeployment } from './group';
import { runNode, type RunSettings } from './run-node';

/** A node that takes what a webhook received of a client, as in `examples/openai-endpoint.json`. */
export function endpointOf(
	body: unknown,
	deployments: readonly TestDeployment[],
	parameters: IDataObject = {},
): RunSettings {
	return {
		...groupOf([...deployments], {
			groupName: '={{ $json.body.model }}',
			input: 'openai',
			requestBody: '={{ $json.body }}',
			...parameters,
		}),
		items: [{ json: { body } as IDataObject }],
		onError: 'continueErrorOutput',
		mode: 'webhook',
	};
}

/** What the client is answered: its status and, when the call failed, the `error` of the body. */
export async function replyTo(
	settings: RunSettings,
): Promise<{ status: unknown; error?: { message: string; type: string; param: string | null; code: string | null } }> {
	const { outputs, error } = await runNode(settings);
	if (error !== undefined) throw error;
	if (outputs[0]?.length === 1) return { status: 200 };
	const { details, error: said } = outputs[1]![0]!.json as { details: IDataObject; error: never };
	return { status: details.statusCode, error: said };
}
