import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { customHeaders } from './properties/custom-headers';

/**
 * Without `authenticate` on purpose: an HTTP Request node cannot be made to send the key to another address.
 * The test is `testOpenAiCredential` of the Routed LLM node.
 */
export class RoutedLlmOpenAiApi implements ICredentialType {
	name = 'routedLlmOpenAiApi';

	displayName = 'Routed LLM OpenAI API';

	icon = {
		light: 'file:../nodes/RoutedLlm/routed-llm.svg',
		dark: 'file:../nodes/RoutedLlm/routed-llm.dark.svg',
	} as const;

	documentationUrl = 'https://platform.openai.com/api-keys';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'A secret key of your OpenAI project',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.openai.com/v1',
			description: 'Change it only for a gateway in front of OpenAI',
		},
		customHeaders,
	];
}
