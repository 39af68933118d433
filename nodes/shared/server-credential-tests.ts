import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { readKeepCallsDays } from './keep-days';
import { testModelGroups } from './model-groups/test-model-groups';
import { readNtfySettings } from './ntfy-settings';
import { readPostgresSettings } from './postgres-settings';
import { readRedisSettings } from './redis-settings';
import { loadRuntime, type Library } from './runtime';

export type CredentialTest = (
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
) => Promise<INodeCredentialTestResult>;

const TEST_TIMEOUT_MS = 10_000;

/** Tests of the credentials of servers that several nodes use; each node has to have those it uses. What the nodes need of a server is tried out. */
export const serverCredentialTests = {
	testRedisCredential: createServerTest(
		async (data, library) => (await library.testRedis(readRedisSettings(data, library), TEST_TIMEOUT_MS)).version,
	),
	testPostgresCredential: createServerTest(async (data, library) => {
		const settings = readPostgresSettings(data, library);
		readKeepCallsDays(data.keepCallsDays);
		return (await library.testPostgres(settings)).version;
	}),
	testModelGroupsCredential: createServerTest(testModelGroups),
	testNtfyCredential: createServerTest(async (data, library) => {
		await library.createNtfyClient(readNtfySettings(data)).check();
		return undefined;
	}),
} satisfies Record<string, CredentialTest>;

/** @param test gives what the server is, where it says so */
function createServerTest(
	test: (data: ICredentialDataDecryptedObject, library: Library) => Promise<string | undefined>,
): CredentialTest {
	return async function testCredential({ data }) {
		const { library } = await loadRuntime();
		try {
			const version = await test(data ?? {}, library);
			return { status: 'OK', message: `Connection successful${version === undefined ? '' : ` (${version})`}` };
		} catch (error) {
			return {
				status: 'Error',
				message: error instanceof Error ? error.message.replace(/\.$/, '') : 'the test failed',
			};
		}
	};
}
