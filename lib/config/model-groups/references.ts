import type { ConfigFault } from '../../errors';
import { quoteName } from '../quote-word';
import type { Path } from './converted';
import type { ModelGroupsSource } from './model-groups';

const PREFIX = 'os.environ/';

/** A value that was written as `os.environ/NAME`. */
export interface LookedUp {
	path: Path;
	/** As written. */
	reference: string;
	value: string;
}

export interface Filled {
	/** The document with what the references stand for in their place; one that stands for nothing is left as it is. */
	document: unknown;
	lookedUp: LookedUp[];
	faults: ConfigFault[];
}

/** Whether a text is a reference and nothing else. */
export function isReference(text: string): boolean {
	return text.trim().startsWith(PREFIX);
}

/** Fills in every reference in a document of our own format that stands where text may stand. Only names that stand there are asked for. */
export function fillReferences(
	document: unknown,
	{ secrets, environment }: Pick<ModelGroupsSource, 'secrets' | 'environment'>,
): Filled {
	const lookedUp: LookedUp[] = [];
	const faults: ConfigFault[] = [];
	const fill = (value: unknown, path: Path): unknown => {
		if (typeof value === 'string')
			return value.includes(PREFIX) && takesReferences(path) ? fillText(value, path) : value;
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map((inner, index) => fill(inner, [...path, index]));
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, [...path, key])]));
	};
	const fillText = (text: string, path: Path): unknown => {
		const refuse = (message: string): string => {
			faults.push({ path: [...path], message });
			return text;
		};
		const reference = text.trim();
		if (!reference.startsWith(PREFIX))
			return refuse(
				'os.environ/NAME stands for a whole value, not for a part of one; put the whole value under Secrets and write only os.environ/NAME here',
			);
		const [, name, below] = /^([A-Za-z_]\w*)(\/[\w./-]+)?$/.exec(reference.slice(PREFIX.length)) ?? [];
		if (name === undefined || (below !== undefined && path.at(-1) !== 'baseUrl'))
			return refuse('What follows os.environ/ must be a name of letters, digits and _, such as OPENAI_API_KEY');
		const found = (secrets.get(name) ?? environment(name))?.trim();
		if (found === undefined || found === '')
			return refuse(
				`${quoteName(name) === '' ? 'The name after os.environ/' : name} is not known: add it under Secrets, or let the instance's owner allow it in ROUTED_LLM_ALLOWED_ENV`,
			);
		const value = below === undefined ? found : withPath(found, below);
		lookedUp.push({ path, reference, value });
		return asWritten(value, path);
	};
	return { document: fill(document, []), lookedUp, faults };
}

/** `os.environ/NAME/path` is a base URL below the one that is looked up, or that one if it has the path already. */
function withPath(address: string, path: string): string {
	const base = address.replace(/\/+$/, '');
	return base.endsWith(path) ? base : base + path;
}

const IN_DEPLOYMENTS: ReadonlyArray<string | number> = ['baseUrl', 'apiKey', 'model', 'name', 'headers'];

function takesReferences([top, second, third, , setting, ...rest]: Path): boolean {
	if (top === 'postgres') return second === undefined;
	if (top === 'redis') return third === undefined;
	return (
		top === 'groups' &&
		third === 'deployments' &&
		setting !== undefined &&
		IN_DEPLOYMENTS.includes(setting) &&
		rest.length === (setting === 'headers' ? 1 : 0)
	);
}

/** What is looked up is text, but a port, a database and `tls` are none: figures and truth are read from it as YAML would read them. */
function asWritten(value: string, [top, setting]: Path): unknown {
	if (top !== 'redis') return value;
	if (setting === 'port' || setting === 'database') return /^\d{1,9}$/.test(value) ? Number(value) : value;
	if (setting === 'tls' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
	return value;
}

/** The faults without a looked-up value in their sentences, which may be a secret: the reference stands there in its place. */
export function withoutLookedUp(faults: readonly ConfigFault[], lookedUp: readonly LookedUp[]): ConfigFault[] {
	return faults.map(({ path, message }) => ({
		path,
		message: lookedUp
			.filter((found) => path.every((step, index) => index >= found.path.length || step === found.path[index]))
			.sort((a, b) => b.value.length - a.value.length)
			.reduce(
				(sentence, { value, reference }) =>
					sentence.replaceAll(JSON.stringify(value).slice(1, -1), reference).replaceAll(value, reference),
				message,
			),
	}));
}
