import type { Refusal } from './refusal';

/** What is no vendor's: proxies in front of a model, and empty bodies. */
export const PROXY_REFUSALS: readonly Refusal[] = [
	{
		id: 'page of a proxy',
		status: 502,
		about: 'deployment',
		body: () => '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
	},
	{
		id: 'page of a proxy, too large',
		status: 413,
		about: 'deployment',
		pending: 'F9',
		body: () => '<html><head><title>413 Request Entity Too Large</title></head><body>nginx</body></html>',
	},
	{ id: 'text of another server', status: 404, about: 'deployment', body: () => '404 page not found' },
	{ id: 'empty body', status: 403, about: 'deployment', body: () => '' },
	{ id: 'empty body', status: 500, about: 'deployment', body: () => '' },
];
