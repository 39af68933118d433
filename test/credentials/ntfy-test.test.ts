import type { ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow';
import { serverCredentialTests } from '../../nodes/shared/server-credential-tests';
import { readNtfySettings } from '../../nodes/shared/ntfy-settings';
import { startFakeNtfy, type FakeNtfy } from '../support/fake-ntfy';

const test = async (data: Record<string, string>) =>
	await serverCredentialTests.testNtfyCredential.call(
		{} as ICredentialTestFunctions,
		{ id: '1', name: 'ntfy', type: 'routedLlmNtfyApi', data } as ICredentialsDecrypted,
	);

describe('the test of an ntfy credential', () => {
	let ntfy: FakeNtfy;
	beforeEach(async () => (ntfy = await startFakeNtfy()));
	afterEach(async () => await ntfy.close().catch(() => {}));

	it('asks whether the server is there, and publishes nothing', async () => {
		expect(await test({ baseUrl: `${ntfy.url}/` })).toEqual({ status: 'OK', message: 'Connection successful' });
		expect(ntfy.messages).toEqual([]);
	});

	it('asks whether the server knows the login', async () => {
		ntfy.requireLogin('Bearer tk_planted');
		const data = { baseUrl: ntfy.url, authentication: 'token', token: 'tk_planted' };
		expect(await test(data)).toMatchObject({ status: 'OK' });
		expect(await test({ ...data, token: 'tk_planted2' })).toEqual({
			status: 'Error',
			message: 'ntfy does not know this token, or user and password (401); correct the credential',
		});
	});

	it('says that the login was not looked at, which a proxy can be the reason of', async () => {
		ntfy.ignoreLogins();
		const { status, message } = await test({
			baseUrl: ntfy.url,
			authentication: 'user',
			user: 'jürgen',
			password: 'planted',
		});
		expect(status).toBe('Error');
		expect(message).toMatch(/^ntfy took no notice of the login: .*; choose None as Authentication, or correct that$/);
	});

	it.each(['none', 'token'])(
		'says that something else answers there, with Authentication %s',
		async (authentication) => {
			ntfy.answerNext('<html>Welcome</html>');
			expect(await test({ baseUrl: ntfy.url, authentication, token: 'tk_planted' })).toMatchObject({
				status: 'Error',
				message: expect.stringContaining('is not ntfy'),
			});
		},
	);

	it('says that nothing listens', async () => {
		await ntfy.close();
		expect(await test({ baseUrl: ntfy.url })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('nothing listens at its address'),
		});
	});
});

describe('an ntfy credential', () => {
	it.each<[Record<string, string>, string]>([
		[{}, 'Server URL is empty: give one such as https://ntfy.sh'],
		[{ baseUrl: 'ntfy.sh' }, 'Server URL must begin with https:// or http://, such as https://ntfy.sh'],
		[
			{ baseUrl: 'https://u:planted@ntfy.sh' },
			'Server URL must not hold a user or password; enter them under Authentication',
		],
		[{ baseUrl: 'https://ntfy.sh/?auth=planted' }, 'Server URL must not have ? or # in it'],
		[
			{ baseUrl: 'https://ntfy.sh', authentication: 'token' },
			'Access Token is empty: enter it, or choose another Authentication',
		],
		[
			{ baseUrl: 'https://ntfy.sh', authentication: 'token', token: 'planted\nx' },
			'Access Token has a character in it that no token has; paste it again',
		],
		[
			{ baseUrl: 'https://ntfy.sh', authentication: 'user', user: 'a:b', password: 'planted' },
			'User is empty or has a colon in it: enter the name of a user of the server',
		],
		[
			{ baseUrl: 'https://ntfy.sh', authentication: 'user', user: 'a' },
			'Password is empty: enter it, or choose another Authentication',
		],
		[
			{ baseUrl: 'https://ntfy.sh', authentication: 'key' },
			'Authentication must be None, Access Token or User and Password',
		],
	])('that cannot be right is refused: %j', (data, sentence) => {
		expect(() => readNtfySettings(data)).toThrow(sentence);
		try {
			readNtfySettings(data);
		} catch (error) {
			expect(String(error)).not.toContain('planted');
		}
	});
});
