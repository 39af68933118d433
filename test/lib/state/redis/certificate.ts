import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate for 127.0.0.1 that has signed itself, and the arguments with which Redis uses it. */
export interface Certificate {
	pem: string;
	serverArgs(port: number): string[];
	remove(): void;
}

export const hasOpenSsl = spawnSync('openssl', ['version'], { timeout: 5_000 }).status === 0;

export function createCertificate(): Certificate {
	const folder = mkdtempSync(join(tmpdir(), 'routed-llm-certificate-'));
	const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
	const wish = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
	const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
	const { status, stderr } = spawnSync('openssl', [...wish, ...names, '-keyout', key, '-out', certificate], {
		timeout: 30_000,
	});
	if (status !== 0) throw new Error(`openssl made no certificate: ${String(stderr)}`);
	return {
		pem: readFileSync(certificate, 'utf8'),
		serverArgs: (port) => [
			...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
			...['--tls-cert-file', certificate, '--tls-key-file', key],
		],
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}
