import { MAX_REPORTED_FAULTS } from '../../bounds';
import type { ConfigFault } from '../../errors';
import { withoutTrailingSlashes } from '../../without-trailing-slashes';
import { isPlainVariableName, mayBeSaid, quoteName } from '../quote-word';
import type { Path } from './converted';
import type { ModelGroupsSource } from './model-groups';

const PREFIX = 'os.environ/';

/** A value that was written as `os.environ/NAME`. */
export interface LookedUp {
	path: Path;
	name: string;
	/** As written. */
	reference: string;
	value: string;
	/** Where alone it may be used, as `host` or `host:port`; absent: anywhere. */
	hosts?: readonly string[];
}

export interface Filled {
	/** The document with what the references stand for in their place; one that stands for nothing is left as it is. */
	document: unknown;
	lookedUp: LookedUp[];
	/** Of references that stand for nothing. */
	faults: ConfigFault[];
	/** Of references where none may stand. */
	misplaced: ConfigFault[];
}

/** Whether a text is a reference and nothing else. */
export function isReference(text: string): boolean {
	return text.trim().startsWith(PREFIX);
}

/**
 * Fills in the references in a document of our own format where a key, a header, a URL or a password belongs, and nowhere
 * else: a name or a model is shown to people. Only names that stand there are asked for.
 */
export function fillReferences(document: unknown, source: Pick<ModelGroupsSource, 'secrets' | 'environment'>): Filled {
	const filler = new Filler(source);
	const filled = filler.fill(document, []);
	return { document: filled, lookedUp: filler.lookedUp, faults: filler.faults, misplaced: filler.misplaced };
}

/** Deeper than any setting that exists. */
const MAX_DEPTH = 8;

const WHOLE =
	'os.environ/NAME stands for a whole value, not for a part of one; put the whole value under Secrets and write only os.environ/NAME here';
const NO_NAME = 'What follows os.environ/ must be a name of letters, digits and _, such as OPENAI_API_KEY';
const NO_PLACE = 'os.environ/NAME can stand only for a key, a header, a URL or a password; write the value itself here';
const NO_GROUP = 'os.environ/NAME cannot be the name of a model group; write the name itself';

class Filler {
	readonly lookedUp: LookedUp[] = [];
	readonly faults: ConfigFault[] = [];
	readonly misplaced: ConfigFault[] = [];

	constructor(private readonly source: Pick<ModelGroupsSource, 'secrets' | 'environment'>) {}

	fill(value: unknown, path: Path): unknown {
		if (typeof value === 'string') return value.includes(PREFIX) ? this.fillText(value, path) : value;
		if (typeof value !== 'object' || value === null || path.length >= MAX_DEPTH) return value;
		if (Array.isArray(value)) return value.map((inner, index) => this.fill(inner, [...path, index]));
		return Object.fromEntries(
			Object.entries(value).map(([name, inner]) => {
				if (path.length === 1 && path[0] === 'groups' && isReference(name))
					note(this.misplaced, [...path, name], NO_GROUP);
				return [name, this.fill(inner, [...path, name])];
			}),
		);
	}

	private fillText(text: string, path: Path): unknown {
		if (!takesReferences(path)) {
			if (isReference(text)) note(this.misplaced, path, NO_PLACE);
			return text;
		}
		const reference = text.trim();
		if (!reference.startsWith(PREFIX)) return this.refuse(path, WHOLE, text);
		const [, name, below] = /^([A-Za-z_]\w*)(\/[\w./-]+)?$/.exec(reference.slice(PREFIX.length)) ?? [];
		if (name === undefined || (below !== undefined && path.at(-1) !== 'baseUrl'))
			return this.refuse(path, NO_NAME, text);
		const { value: found = '', hosts } = this.lookUp(name);
		if (found === '') return this.refuse(path, notKnown(name), text);
		const value = below === undefined ? found : withPath(found, below);
		this.lookedUp.push({ path, name, reference, value, hosts });
		return asWritten(value, path);
	}

	private lookUp(name: string): { value?: string; hosts?: readonly string[] } {
		const secret = this.source.secrets.get(name);
		if (secret !== undefined) return { value: secret.trim() };
		const allowed = this.source.environment(name);
		return { value: allowed?.value.trim(), hosts: allowed?.hosts };
	}

	/** The text stays as it is. */
	private refuse(path: Path, message: string, text: string): string {
		note(this.faults, path, message);
		return text;
	}
}

function note(faults: ConfigFault[], path: Path, message: string): void {
	if (faults.length < MAX_REPORTED_FAULTS) faults.push({ path: [...path], message });
}

function notKnown(name: string): string {
	const isSaid = isPlainVariableName(name) || (mayBeSaid(name) && quoteName(name) !== '');
	return `${isSaid ? name : 'The name after os.environ/'} is not known: add it under Secrets, or let the instance's owner allow it in ROUTED_LLM_ALLOWED_ENV`;
}

/** `os.environ/NAME/path` is a base URL below the one that is looked up, or that one if it has the path already. */
function withPath(address: string, path: string): string {
	const base = withoutTrailingSlashes(address);
	return base.endsWith(path) ? base : base + path;
}

const IN_DEPLOYMENTS: ReadonlyArray<string | number> = ['baseUrl', 'apiKey', 'headers'];

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
					sentence.replaceAll(JSON.stringify(value).slice(1, -1), () => reference).replaceAll(value, () => reference),
				message,
			),
	}));
}
