import { createHash } from 'node:crypto';
import type { Endpoint, ProviderName } from '../types/deployment';

/**
 * The identity under which the state store keeps a deployment: provider, base URL, model and a hash of the
 * key. Two groups that use the same account share its limits and its cooldown. Without a key the headers are
 * hashed in its place, since a key may stand there. 20 hexadecimal digits; the key cannot be had back from it.
 */
export function deploymentIdentity(provider: ProviderName, endpoint: Endpoint, model: string): string {
	const headers = JSON.stringify(Object.entries(endpoint.headers).sort());
	const key = sha256(endpoint.apiKey ?? headers);
	return sha256([provider, endpoint.baseUrl, model, key].join('\n')).slice(0, 20);
}

function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
