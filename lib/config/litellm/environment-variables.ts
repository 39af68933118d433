import type { Found } from './found';
import type { Path } from '../model-groups/converted';

const REFERENCE = /^os\.environ\/(.+)$/s;
const NUMBER = /^-?\d+(\.\d+)?(e-?\d+)?$/i;

/** `os.environ/NAME`: a value that is looked up elsewhere. */
export function isReference(value: unknown): boolean {
	return typeof value === 'string' && REFERENCE.test(value);
}

export function referenceTo(name: string): string {
	return `os.environ/${name}`;
}

/**
 * The section `environment_variables`: LiteLLM sets them as its environment, so what `os.environ/NAME` in the same file refers to may stand
 * there. They are put in place of the reference; n8n's own environment is left alone.
 */
export class EnvironmentVariables {
	private readonly used = new Set<string>();

	constructor(private readonly section: Readonly<Record<string, unknown>>) {}

	/** The value itself, or what its reference stands for here, with the place of that; another reference is left for others to look up. */
	fill(found: Found, kind: 'text' | 'number' = 'text'): Found {
		const name = typeof found.value === 'string' ? REFERENCE.exec(found.value)?.[1] : undefined;
		if (name === undefined || !Object.hasOwn(this.section, name)) return found;
		const value = this.section[name];
		if (typeof value === 'object' || value === undefined) return found;
		this.used.add(name);
		return {
			value: kind === 'number' ? asNumber(value) : `${value as string | number | boolean}`,
			path: ['environment_variables', name],
		};
	}

	/** Those that nothing taken over refers to. */
	unused(): Path[] {
		return Object.keys(this.section)
			.filter((name) => !this.used.has(name) && this.section[name] !== undefined)
			.map((name) => ['environment_variables', name]);
	}
}

/** An environment variable is text, whatever it is about. */
function asNumber(value: unknown): unknown {
	return typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
}
