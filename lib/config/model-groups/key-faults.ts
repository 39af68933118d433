import { MAX_REPORTED_FAULTS } from '../../bounds';
import type { ConfigFault } from '../../errors';
import { entriesOf, fieldOf } from '../raw-input';
import type { Path } from './converted';
import { isPlainlyNoKey, isPlainHeader, nameForDeploymentKey, nameForHeader } from './key-names';
import { isReference } from './references';

/** A key or password in a document of our own format. */
interface FoundKey {
	path: Path;
	kind: 'key' | 'password' | 'url';
	/** What is to be hidden. */
	value: string;
	/** For the table of secrets. */
	name: string;
}

/** A fault for every key and password that stands in a document itself and not under a name, each with a name to put it under; at most `MAX_REPORTED_FAULTS`. */
export function keyFaults(document: Readonly<Record<string, unknown>>): ConfigFault[] {
	const names = new Map<string, string>();
	const found = [...keysInServers(document), ...keysInGroups(document.groups)];
	return found.slice(0, MAX_REPORTED_FAULTS).map(({ path, kind, value, name }) => ({
		path: [...path],
		message: sentence(kind, freeName(names, name, value)),
	}));
}

/** The name, with a number behind it when it is proposed for another value already. */
function freeName(names: Map<string, string>, wanted: string, value: string): string {
	let name = wanted;
	for (let count = 2; names.has(name) && names.get(name) !== value; count += 1) name = `${wanted}_${count}`;
	names.set(name, value);
	return name;
}

function sentence(kind: FoundKey['kind'], name: string): string {
	const what = {
		key: 'A key stands in the text',
		password: 'A password stands in the text',
		url: 'A password stands in the URL',
	}[kind];
	const it = kind === 'url' ? 'the whole URL' : 'it';
	return `${what}, where everyone who may edit it sees it: put ${it} under Secrets as ${name} and write os.environ/${name} here, or choose Text: Hidden`;
}

function keysInGroups(groups: unknown): FoundKey[] {
	return entriesOf(groups).flatMap(([groupName, group]) => {
		const deployments = fieldOf(group, 'deployments');
		if (!Array.isArray(deployments)) return [];
		return deployments.flatMap((deployment: unknown, index) =>
			keysInDeployment(deployment, ['groups', groupName, 'deployments', index]),
		);
	});
}

function keysInDeployment(deployment: unknown, path: Path): FoundKey[] {
	const apiKey = fieldOf(deployment, 'apiKey');
	const inHeaders = entriesOf(fieldOf(deployment, 'headers')).flatMap(([header, value]): FoundKey[] =>
		isLiteral(value) && !isPlainHeader(header)
			? [{ path: [...path, 'headers', header], kind: 'key', value, name: nameForHeader(header) }]
			: [],
	);
	return isLiteral(apiKey)
		? [
				{
					path: [...path, 'apiKey'],
					kind: 'key',
					value: apiKey,
					name: nameForDeploymentKey(fieldOf(deployment, 'provider'), fieldOf(deployment, 'baseUrl')),
				},
				...inHeaders,
			]
		: inHeaders;
}

function keysInServers({ redis, postgres }: Readonly<Record<string, unknown>>): FoundKey[] {
	const found: FoundKey[] = [];
	if (typeof redis === 'string' && holdsPassword(redis))
		found.push({ path: ['redis'], kind: 'url', value: redis, name: 'REDIS_URL' });
	const password = fieldOf(redis, 'password');
	if (isLiteral(password))
		found.push({ path: ['redis', 'password'], kind: 'password', value: password, name: 'REDIS_PASSWORD' });
	if (typeof postgres === 'string' && holdsPassword(postgres))
		found.push({ path: ['postgres'], kind: 'url', value: postgres, name: 'DATABASE_URL' });
	return found;
}

/** Of what cannot be read as a URL, all that stands before the last @ may be a password. A user's name alone is none, but where it is all that a Redis is told. */
function holdsPassword(text: string): boolean {
	if (isReference(text)) return false;
	if (/[?&]password=./i.test(text)) return true;
	const end = text.search(/[#?]/);
	if (!URL.canParse(text.trim()) || (end !== -1 && text.includes('@', end))) return text.includes('@');
	const { protocol, username, password } = new URL(text.trim());
	const secret = password === '' && protocol.startsWith('redis') ? username : password;
	return !isPlainlyNoKey(secret);
}

function isLiteral(value: unknown): value is string {
	return typeof value === 'string' && !isReference(value) && !isPlainlyNoKey(value);
}
