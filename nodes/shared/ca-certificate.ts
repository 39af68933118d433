import { X509Certificate } from 'node:crypto';
import { InputFault } from './input-fault';
import { textOf } from './parameter-values';

/**
 * The PEM text of a credential's field CA Certificate; undefined when it is empty. Refused here, since TLS would fail later with a
 * sentence that names no field.
 * @throws InputFault
 */
export function readCaCertificate(value: unknown): string | undefined {
	const ca = textOf(value);
	if (ca === '') return undefined;
	const certificates = ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
	if (certificates.length === 0 || !certificates.every(isCertificate))
		throw new InputFault(
			'CA Certificate is no PEM text: paste all of it, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, with its line breaks',
		);
	return ca;
}

function isCertificate(pem: string): boolean {
	try {
		return new X509Certificate(pem).subject !== null;
	} catch {
		return false;
	}
}
