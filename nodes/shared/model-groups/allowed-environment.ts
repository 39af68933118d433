import type { AllowedVariable } from '../../../lib';

/**
 * Names, separated by commas or spaces, that the owner of the instance lets Model Groups texts read. Default: none.
 * `NAME@host1|host2` may be used only for these hosts, all their ports; `NAME@host:port` only for that port.
 */
const ALLOWED_NAMES = 'ROUTED_LLM_ALLOWED_ENV';

/** Reads environment variables that are allowed by name, and no others, whatever a text asks for. */
export function allowedEnvironment(environment: NodeJS.ProcessEnv): (name: string) => AllowedVariable | undefined {
	const hostsByName = readNames(environment[ALLOWED_NAMES] ?? '');
	return (name) => {
		const value = hostsByName.has(name) ? environment[name] : undefined;
		return value === undefined ? undefined : { value, hosts: hostsByName.get(name) };
	};
}

/** Of each name its hosts; undefined: any. A name that is bound once is bound, also when it is listed again without hosts. */
function readNames(text: string): Map<string, readonly string[] | undefined> {
	const hostsByName = new Map<string, readonly string[] | undefined>();
	// A blank beside @ or | must not free a name that is meant to be bound.
	for (const entry of text
		.replace(/\s*([@|])\s*/g, '$1')
		.split(/[\s,]+/)
		.filter((each) => each !== '')) {
		const at = entry.indexOf('@');
		const name = at === -1 ? entry : entry.slice(0, at);
		const earlier = hostsByName.get(name);
		if (at === -1) hostsByName.set(name, earlier);
		else hostsByName.set(name, [...(earlier ?? []), ...readHosts(entry.slice(at + 1))]);
	}
	return hostsByName;
}

/** As a URL writes them. What is no host allows nothing. */
function readHosts(text: string): string[] {
	return text.split('|').flatMap((host) => {
		const [, name, port] = /^([^/?#@\\]+?)(:\d+)?$/.exec(host) ?? [];
		if (name === undefined || !URL.canParse(`http://${name}`)) return [];
		return [`${new URL(`http://${name}`).hostname}${port ?? ''}`];
	});
}
