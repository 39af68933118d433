import type { ICredentialTestFunctions, ICredentialDataDecryptedObject } from 'n8n-workflow';
import { RoutedLlm } from '../../nodes/RoutedLlm/RoutedLlm.node';
import { closedPort } from '../support/fault-server';
import { describeWithRedis } from '../support/redis/describe-with-redis';
import { startRedis, type RunningRedis } from '../support/redis/start-redis';

const { testRedisCredential } = new RoutedLlm().methods.credentialTest;

async function resultOf(data: ICredentialDataDecryptedObject) {
	const credential = { id: '1', name: 'c', type: 'routedLlmRedisApi', data };
	const result = await testRedisCredential!.call({} as ICredentialTestFunctions, credential);
	expect(result.message).not.toContain('planted');
	return result;
}

describeWithRedis('testRedisCredential', () => {
	let redis: RunningRedis;
	beforeAll(async () => {
		redis = await startRedis({ args: ['--requirepass', 'secret'] });
	});

	it('says which version answers', async () => {
		const success = {
			status: 'OK',
			message: expect.stringMatching(/^Connection successful \((Redis|Valkey) \d+\.\d+\S*\)$/),
		};
		expect(await resultOf({ connection: 'server', host: '127.0.0.1', port: redis.port, password: 'secret' })).toEqual(
			success,
		);
		expect(await resultOf({ connection: 'url', url: `redis://:secret@127.0.0.1:${redis.port}/1` })).toEqual(success);
	});

	it('says that the password is missing or wrong', async () => {
		const settings = { connection: 'server', host: '127.0.0.1', port: redis.port };
		expect(await resultOf(settings)).toEqual({ status: 'Error', message: expect.stringMatching(/wants a password/) });
		expect(await resultOf({ ...settings, password: 'planted' })).toEqual({
			status: 'Error',
			message: expect.stringMatching(/user or password is wrong/),
		});
	});

	it('says that nothing listens there', async () => {
		expect(await resultOf({ host: '127.0.0.1', port: await closedPort() })).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^Redis cannot be used: nothing listens/),
		});
	});

	it('says what is wrong with a field, without asking anyone', async () => {
		expect(await resultOf({ host: '' })).toEqual({
			status: 'Error',
			message: 'Host is empty: give the name or address of the Redis server',
		});
		expect(await resultOf({ connection: 'url', url: 'planted' })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/^The URL must begin with redis:/),
		});
	});
});
