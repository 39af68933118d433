import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { endpointList } from './properties/endpoint-list';

/** The test is `testOpenAiCompatibleCredential` of the Routed LLM node: it asks every endpoint for its models. */
export class RoutedLlmOpenAiCompatibleApi implements ICredentialType {
	name = 'routedLlmOpenAiCompatibleApi';

	displayName = 'Routed LLM OpenAI-Compatible API';

	icon = {
		light: 'file:../nodes/RoutedLlm/routed-llm.svg',
		dark: 'file:../nodes/RoutedLlm/routed-llm.dark.svg',
	} as const;

	documentationUrl = 'https://platform.openai.com/docs/api-reference/chat';

	properties: INodeProperties[] = endpointList({
		baseUrlPlaceholder: 'http://192.168.1.30:8000/v1',
		baseUrlDescription: 'Address of the service up to and without /chat/completions; most end in /v1',
		apiKeyDescription: 'Empty for servers that want none',
	});
}
