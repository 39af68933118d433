import type { ICredentialTestFunctions, ICredentialDataDecryptedObject } from 'n8n-workflow';
import { RoutedLlm } from '../../nodes/RoutedLlm/RoutedLlm.node';
import { closedPort } from '../support/fault-server';
import { startPostgres, type RunningPostgres } from '../support/postgres/start-postgres';

const { testPostgresCredential } = new RoutedLlm().methods.credentialTest;

async function resultOf(data: ICredentialDataDecryptedObject) {
	const credential = { id: '1', name: 'c', type: 'routedLlmPostgresApi', data };
	const result = await testPostgresCredential!.call({} as ICredentialTestFunctions, credential);
	expect(result.message).not.toContain('planted');
	return result;
}

const refusal = (message: RegExp) => ({ status: 'Error', message: expect.stringMatching(message) });

describe('testPostgresCredential', () => {
	let postgres: RunningPostgres;
	let data: ICredentialDataDecryptedObject;
	beforeAll(async () => {
		postgres = await startPostgres();
		const { host, port, database, user, password } = postgres;
		data = { connection: 'fields', host, port, database, user, password };
	}, 60_000);

	it('says which version answers', async () => {
		const { user, password, host, port, database } = postgres;
		const success = { status: 'OK', message: expect.stringMatching(/^Connection successful \(Postgres \d+[\d.]*\)$/) };
		expect(await resultOf(data)).toEqual(success);
		expect(
			await resultOf({ connection: 'url', url: `postgres://${user}:${password}@${host}:${port}/${database}` }),
		).toEqual(success);
	});

	it('says what the server refuses', async () => {
		expect(await resultOf({ ...data, password: 'planted' })).toEqual(
			refusal(/the user or password is wrong; correct them$/),
		);
		expect(await resultOf({ ...data, database: 'planted' })).toEqual(refusal(/there is no database of that name/));
		expect(await resultOf({ ...data, tls: 'verify' })).toEqual(refusal(/does not speak TLS; turn TLS off$/));
		expect(await resultOf({ ...data, port: await closedPort() })).toEqual(
			refusal(/nothing listens at that address and port/),
		);
	});

	it('says what is wrong with a field, without asking anyone', async () => {
		expect(await resultOf({ ...data, host: '' })).toEqual(
			refusal(/^Host is empty: give the name or address of the Postgres server$/),
		);
		expect(await resultOf({ ...data, keepCallsDays: -1 })).toEqual(
			refusal(/^Keep Calls \(Days\) must be a whole number from 1 to 36500, or 0 to keep them for ever$/),
		);
		expect(await resultOf({ connection: 'url', url: 'planted' })).toEqual(
			refusal(/^The URL must begin with postgres:/),
		);
	});
});
