import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { n8nEncryptionKey } from '../../nodes/shared/n8n-encryption-key';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'encryption-key-'));
	mkdirSync(join(folder, '.n8n'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const settings = (text: string) => writeFileSync(join(folder, '.n8n/config'), text);
const file = (text: string): string => {
	writeFileSync(join(folder, 'key'), text);
	return join(folder, 'key');
};

describe("n8n's encryption key", () => {
	it('is N8N_ENCRYPTION_KEY, as n8n reads it', () => {
		settings('{"encryptionKey":"of-file"}');
		expect(n8nEncryptionKey({ N8N_USER_FOLDER: folder, N8N_ENCRYPTION_KEY: ' "of-variable" ' })).toBe('of-variable');
	});

	it('is what the file of N8N_ENCRYPTION_KEY_FILE holds, without the line break', () => {
		expect(n8nEncryptionKey({ N8N_USER_FOLDER: folder, N8N_ENCRYPTION_KEY_FILE: file('of-secret-file\n') })).toBe(
			'of-secret-file',
		);
	});

	it.each([['N8N_USER_FOLDER'], [process.platform === 'win32' ? 'USERPROFILE' : 'HOME']])(
		"stands in the settings file of n8n's folder, below %s",
		(variable) => {
			settings('{"encryptionKey":"of-settings","instanceId":"public"}');
			expect(n8nEncryptionKey({ [variable]: folder })).toBe('of-settings');
			expect(n8nEncryptionKey({ [variable]: folder, N8N_ENCRYPTION_KEY: '' })).toBe('of-settings');
		},
	);

	it.each([['no JSON'], ['{}'], ['{"encryptionKey":7}'], ['{"encryptionKey":""}'], ['null']])(
		'is not there in the settings %s',
		(text) => {
			settings(text);
			expect(
				n8nEncryptionKey({ N8N_USER_FOLDER: folder, N8N_ENCRYPTION_KEY_FILE: join(folder, 'gone') }),
			).toBeUndefined();
		},
	);

	it('is not there without any of these, whatever the instance id is', () => {
		expect(n8nEncryptionKey({ N8N_USER_FOLDER: folder, N8N_INSTANCE_ID: 'public' })).toBeUndefined();
	});
});
