import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { endpointList } from './properties/endpoint-list';

/** The test is `testOllamaCredential` of the Routed LLM node: it asks every endpoint for its version. */
export class RoutedLlmOllamaApi implements ICredentialType {
	name = 'routedLlmOllamaApi';

	displayName = 'Routed LLM Ollama API';

	icon = {
		light: 'file:../nodes/RoutedLlm/routed-llm.svg',
		dark: 'file:../nodes/RoutedLlm/routed-llm.dark.svg',
	} as const;

	documentationUrl = 'https://docs.ollama.com/api';

	properties: INodeProperties[] = endpointList({
		baseUrlPlaceholder: 'http://192.168.1.20:11434',
		baseUrlDescription:
			'Address of the Ollama server. From inside Docker, the host is usually http://host.docker.internal:11434.',
		apiKeyDescription: 'Only for Ollama behind a proxy that wants a key, or for Ollama Cloud',
	});
}
