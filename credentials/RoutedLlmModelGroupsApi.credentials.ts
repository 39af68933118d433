import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** The test is `testModelGroupsCredential` of the nodes that use it: it reads the text and tells every fault with line and column. */
export class RoutedLlmModelGroupsApi implements ICredentialType {
	name = 'routedLlmModelGroupsApi';

	displayName = 'Routed LLM Model Groups API';

	icon = {
		light: 'file:../nodes/RoutedLlm/routed-llm.svg',
		dark: 'file:../nodes/RoutedLlm/routed-llm.dark.svg',
	} as const;

	documentationUrl = 'https://docs.litellm.ai/docs/proxy/configs';

	properties: INodeProperties[] = [
		{
			displayName: 'Text',
			name: 'textMode',
			type: 'options',
			options: [
				{ name: 'Visible', value: 'visible', description: 'Keys stand under Secrets, not in the text' },
				{
					name: 'Hidden',
					value: 'hidden',
					description:
						'Keys may stand in the text. Once saved it is never shown again: keep a copy, and paste it anew to change it.',
				},
			],
			default: 'visible',
			description: 'Whether the text can be read again by those who may edit this credential',
		},
		{
			displayName: 'Model Groups',
			name: 'modelGroups',
			type: 'string',
			// Shows the numbers of lines, which faults are told by.
			typeOptions: { editor: 'jsEditor', rows: 20 },
			displayOptions: { show: { textMode: ['visible'] } },
			noDataExpression: true,
			default: '',
			description:
				"YAML or JSON: groups with their deployments, or LiteLLM's config.yaml as it is. In place of a key write os.environ/NAME and put the key under Secrets.",
		},
		// eslint-disable-next-line @n8n/community-nodes/credential-unnecessary-password -- it holds keys
		{
			displayName: 'Model Groups',
			name: 'hiddenModelGroups',
			type: 'string',
			// A password field of one line would lose the line breaks; an editor keeps them, and n8n masks it all the same.
			typeOptions: { password: true, editor: 'jsEditor', rows: 20 },
			displayOptions: { show: { textMode: ['hidden'] } },
			noDataExpression: true,
			default: '',
			description: "YAML or JSON: groups with their deployments, or LiteLLM's config.yaml as it is, keys and all",
		},
		// eslint-disable-next-line @n8n/community-nodes/credential-password-field -- a list, whose values are masked each
		{
			displayName: 'Secrets',
			name: 'secrets',
			type: 'fixedCollection',
			// Not sortable: n8n puts masked secrets back by position, so a moved row would take another row's value.
			typeOptions: { multipleValues: true },
			placeholder: 'Add Secret',
			default: {},
			description:
				'What os.environ/NAME in the text stands for. Environment variables are read only where the owner of this n8n allows them by name, in ROUTED_LLM_ALLOWED_ENV.',
			options: [
				{
					displayName: 'Secret',
					name: 'entries',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'OPENAI_API_KEY',
							description: 'As in the text after os.environ/',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							typeOptions: { password: true },
							default: '',
							description: 'The key or password',
						},
					],
				},
			],
		},
		{
			displayName: 'n8n keeps masked secrets by position: after removing one, enter the values of those below it again',
			name: 'positionNotice',
			type: 'notice',
			displayOptions: { show: { '/secrets.entries[0]': [{ _cnd: { exists: true } }] } },
			default: '',
		},
		{
			displayName: 'Ignored Settings',
			name: 'ignoredSettings',
			type: 'options',
			options: [
				{ name: 'Accepted', value: 'accepted', description: 'The test says nothing of them' },
				{
					name: 'Told by the Test',
					value: 'told',
					description: 'The test fails and lists them, with what to use instead; workflows run all the same',
				},
			],
			default: 'told',
			description: 'Settings of LiteLLM that have no equivalent here',
		},
		{
			displayName: 'Keep Calls (Days)',
			name: 'keepCallsDays',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 30,
			description:
				"In the Postgres database that the text names, if it names one: after so many days a call's row is deleted; what it cost stays in the sums. 0 keeps rows for ever.",
		},
	];
}
