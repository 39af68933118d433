import { isIP } from 'node:net';
import { PROVIDER_TRAITS } from '../providers/traits';
import type { Locality, ProviderName } from '../types/deployment';

/**
 * Where a deployment computes, unless the user said so: Ollama on a private or loopback address is local;
 * an Ollama tag that ends in `-cloud` or `:cloud` is computed by Ollama's cloud even when a local server
 * passes it on; everything else is cloud.
 */
export function localityOf(provider: ProviderName, baseUrl: string, model: string): Locality {
	const { runsAtHome } = PROVIDER_TRAITS[provider];
	if (runsAtHome === undefined || runsAtHome.cloudModels.test(model)) return 'cloud';
	return isPrivateHost(new URL(baseUrl).hostname) ? 'local' : 'cloud';
}

/**
 * Loopback, RFC 1918, link-local, carrier-grade NAT (RFC 6598: tailnets), unique local IPv6 (RFC 4193), and
 * names that only a local resolver or a tailnet knows: no dot (Docker services), `.local`, `.lan`, `.home.arpa`
 * and their like, `.ts.net`. The unspecified address (0.0.0.0, ::) reaches this machine.
 */
function isPrivateHost(hostname: string): boolean {
	const host = hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
	if (isIP(host) === 4) return isPrivateIpv4(host);
	if (isIP(host) === 6) return isPrivateIpv6(host);
	return (
		!host.includes('.') ||
		/\.(localhost|localdomain|local|lan|home|internal|intranet|home\.arpa|fritz\.box|ts\.net)$/.test(host)
	);
}

function isPrivateIpv4(address: string): boolean {
	const [a = 0, b = 0] = address.split('.').map(Number);
	return (
		a === 0 ||
		a === 10 ||
		a === 127 ||
		(a === 172 && b >= 16 && b <= 31) ||
		(a === 192 && b === 168) ||
		(a === 169 && b === 254) ||
		(a === 100 && b >= 64 && b <= 127)
	);
}

function isPrivateIpv6(address: string): boolean {
	if (address === '::1' || address === '::') return true;
	// The URL parser writes IPv4-mapped addresses as ::ffff:c0a8:101.
	const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
	if (mapped) {
		const high = parseInt(mapped[1]!, 16);
		const low = parseInt(mapped[2]!, 16);
		return isPrivateIpv4([high >> 8, high & 255, low >> 8, low & 255].join('.'));
	}
	return /^f[cd][0-9a-f]{2}:/.test(address) || /^fe[89ab][0-9a-f]:/.test(address);
}
