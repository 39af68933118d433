import type { Provider } from '@pydantic/genai-prices';
import { PROVIDER_TRAITS } from '../providers/traits';
import type { ProviderName } from '../types/deployment';

/**
 * Hosts where people run models of their own. Billed by machine time, whatever the model is called, so a
 * price per token would be an invention.
 */
const RENTED_MACHINES = new Set(['modal']);

/** Addresses of known services that the catalogue's own patterns miss. */
const MORE_ADDRESSES: ReadonlyArray<{ host: string; priceList: string }> = [
	{ host: 'api.together.ai', priceList: 'together' },
];

/**
 * Whose price list applies. The address decides, never the model's name: a model of one's own may be
 * called `gpt-4o`. OpenAI and Anthropic deployments behind an unknown address (a gateway, a proxy) are
 * priced as what the user declared them to be; an OpenAI-compatible one at an unknown address is unpriced.
 */
export function findPriceList(
	provider: ProviderName,
	baseUrl: string,
	findByUrl: (url: string) => Provider | undefined,
): string | undefined {
	const byAddress = priceListOfAddress(baseUrl, findByUrl);
	if (byAddress) return byAddress;
	const { priceList } = PROVIDER_TRAITS[provider];
	return typeof priceList === 'object' ? priceList.id : undefined;
}

function priceListOfAddress(baseUrl: string, findByUrl: (url: string) => Provider | undefined): string | undefined {
	const known = findByUrl(baseUrl);
	if (known && !RENTED_MACHINES.has(known.id) && matchesWholeHost(known, baseUrl)) return known.id;
	const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : undefined;
	return MORE_ADDRESSES.find((address) => address.host === host)?.priceList;
}

/** The catalogue's patterns are prefixes: `https://api.openai.com` alone would also match `api.openai.com.example`. */
function matchesWholeHost(provider: Provider, baseUrl: string): boolean {
	const matched = new RegExp(`^(?:${provider.api_pattern})`).exec(baseUrl)?.[0];
	if (matched === undefined) return false;
	const next = baseUrl.charAt(matched.length);
	return next === '' || next === '/' || next === ':' || /[/.]$/.test(matched);
}
