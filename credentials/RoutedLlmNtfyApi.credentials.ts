import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** The test is `testNtfyCredential` of the LLM Spend Report node: it asks the server whether it knows the login, and publishes nothing. */
export class RoutedLlmNtfyApi implements ICredentialType {
	name = 'routedLlmNtfyApi';

	// eslint-disable-next-line n8n-nodes-base/cred-class-field-display-name-miscased -- ntfy writes its name in small letters
	displayName = 'Routed LLM ntfy API';

	icon = {
		light: 'file:../nodes/LlmSpendReport/llm-spend-report.svg',
		dark: 'file:../nodes/LlmSpendReport/llm-spend-report.dark.svg',
	} as const;

	documentationUrl = 'https://docs.ntfy.sh/publish/#authentication';

	properties: INodeProperties[] = [
		{
			displayName: 'Server URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://ntfy.sh',
			placeholder: 'https://ntfy.example.com',
			description: 'Of the public server, or your own; the topic is on the node',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'Access Token', value: 'token' },
				{ name: 'None', value: 'none', description: 'Whoever knows the name of the topic may read and write it' },
				{ name: 'User and Password', value: 'user' },
			],
			default: 'none',
			description: 'How the server is told who publishes',
		},
		{
			displayName: 'Access Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { show: { authentication: ['token'] } },
			default: '',
			placeholder: 'tk_…',
			description: 'Made under Account in the web app, or by ntfy token add',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			displayOptions: { show: { authentication: ['user'] } },
			default: '',
			description: 'A user of the server who may write the topic',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { show: { authentication: ['user'] } },
			default: '',
			description: 'Password of the user',
		},
	];
}
