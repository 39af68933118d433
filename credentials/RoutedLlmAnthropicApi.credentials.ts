import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { customHeaders } from './properties/custom-headers';

/**
 * Without `authenticate` on purpose: an HTTP Request node cannot be made to send the key to another address.
 * The test is `testAnthropicCredential` of the Routed LLM node.
 */
export class RoutedLlmAnthropicApi implements ICredentialType {
	name = 'routedLlmAnthropicApi';

	displayName = 'Routed LLM Anthropic API';

	icon = {
		light: 'file:../nodes/RoutedLlm/routed-llm.svg',
		dark: 'file:../nodes/RoutedLlm/routed-llm.dark.svg',
	} as const;

	documentationUrl = 'https://console.anthropic.com/settings/keys';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'A key of your Anthropic workspace',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.anthropic.com',
			description: 'Change it only for a gateway in front of Anthropic',
		},
		customHeaders,
	];
}
