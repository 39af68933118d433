import type { Endpoint, Provider } from '../../../lib';
import type { CredentialEndpoint } from '../../shared/credential-endpoints';
import { readEndpoints } from '../../shared/credential-endpoints';
import { InputFault } from '../../shared/input-fault';
import type { ProviderChoice } from '../../shared/provider-choice';
import { PROVIDER_FACTS } from '../../shared/provider-choice';
import { requireEndpoint } from '../../shared/require-endpoint';
import { loadRuntime } from '../../shared/runtime';
import { serverCredentialTests, type CredentialTest } from '../../shared/server-credential-tests';

const TEST_TIMEOUT_MS = 10_000;

/** Tests of the credentials. Providers: each endpoint is asked for its models (Ollama: its version), which costs nothing. */
export const credentialTest: Record<string, CredentialTest> = {
	testOpenAiCredential: createTest('openai'),
	testAnthropicCredential: createTest('anthropic'),
	testOllamaCredential: createTest('ollama'),
	testOpenAiCompatibleCredential: createTest('openai-compatible'),
	testModelGroupsCredential: serverCredentialTests.testModelGroupsCredential,
	testRedisCredential: serverCredentialTests.testRedisCredential,
	testPostgresCredential: serverCredentialTests.testPostgresCredential,
};

function createTest(choice: ProviderChoice): CredentialTest {
	return async function testCredential(credential) {
		const endpoints = readEndpoints(choice, credential.data ?? {});
		if (endpoints.length === 0) return { status: 'Error', message: 'There is no endpoint yet: add one' };
		const faults = await Promise.all(endpoints.map(async (endpoint) => await faultOf(choice, endpoint)));
		const message = faults.filter((fault) => fault !== undefined).join('; ');
		return message === '' ? { status: 'OK', message: 'Connection successful' } : { status: 'Error', message };
	};
}

/** What is wrong with an endpoint, in a sentence that names it where there can be several. */
async function faultOf(choice: ProviderChoice, endpoint: CredentialEndpoint): Promise<string | undefined> {
	const { hasEndpointList, provider } = PROVIDER_FACTS[choice];
	const place = hasEndpointList ? `Endpoint ${JSON.stringify(endpoint.name)}: ` : '';
	const { providers, library } = await loadRuntime();
	try {
		await ask(providers[provider], requireEndpoint(library, choice, endpoint));
		return undefined;
	} catch (error) {
		if (error instanceof InputFault)
			return hasEndpointList && endpoint.baseUrl === '' ? error.message : place + error.message;
		return place + sentenceOf(error);
	}
}

function sentenceOf(error: unknown): string {
	if (!(error instanceof Error)) return 'the test failed';
	if (statusOf(error) === 404)
		return 'there is no list of models at this base URL (404); check it (those of OpenAI-compatible services mostly end in /v1). A service without such a list cannot be tested, but may still work';
	return error.message.replace(/\.$/, '');
}

/** Of a `ProviderFailure`, whose class comes with the library and so is not at hand. */
function statusOf(error: Error & { failure?: { status?: number } }): number | undefined {
	return error.failure?.status;
}

async function ask(provider: Provider, endpoint: Endpoint): Promise<void> {
	const signal = AbortSignal.timeout(TEST_TIMEOUT_MS);
	if (provider.probe) await provider.probe(endpoint, signal);
	else await provider.listModels(endpoint, signal);
}
