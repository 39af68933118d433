import type { INodeProperties } from 'n8n-workflow';
import { customHeaders } from './custom-headers';

interface EndpointListTexts {
	baseUrlPlaceholder: string;
	baseUrlDescription: string;
	apiKeyDescription: string;
}

/** A list of named endpoints, so that one credential serves several hosts or services. */
export function endpointList(texts: EndpointListTexts): INodeProperties[] {
	return [
		{
			displayName: 'Endpoints',
			name: 'endpoints',
			type: 'fixedCollection',
			// Not sortable: n8n puts masked secrets back by position, so a moved row would take another row's key.
			typeOptions: { multipleValues: true },
			placeholder: 'Add Endpoint',
			default: {},
			description: 'The servers this credential reaches. A deployment uses the first one unless it names another.',
			options: [
				{
					displayName: 'Endpoint',
					name: 'entries',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'desk',
							description: 'What deployments call it. Empty: the host of its base URL.',
						},
						{
							displayName: 'Base URL',
							name: 'baseUrl',
							type: 'string',
							default: '',
							placeholder: texts.baseUrlPlaceholder,
							description: texts.baseUrlDescription,
						},
						{
							displayName: 'API Key',
							name: 'apiKey',
							type: 'string',
							typeOptions: { password: true },
							default: '',
							description: texts.apiKeyDescription,
						},
						customHeaders,
					],
				},
			],
		},
		{
			displayName:
				'n8n keeps masked secrets by position: after removing an endpoint, enter the keys and header values of those below it again',
			name: 'positionNotice',
			type: 'notice',
			// A newcomer with an empty list has nothing to be warned of; the last endpoint left after a removal has.
			displayOptions: { show: { '/endpoints.entries[0]': [{ _cnd: { exists: true } }] } },
			default: '',
		},
	];
}
