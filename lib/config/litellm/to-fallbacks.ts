import type { Path } from '../model-groups/converted';
import type { Copies } from './copies';
import { firstOf, type Found, type Settings } from './found';
import { noSuchModel } from './no-such-model';
import type { Notes } from './notes';
import type { Traced } from './traced';

/** What fallbacks may name. */
export interface Names {
	/** Groups, aliases among them. */
	groups: ReadonlySet<string>;
	/** In the file, but no groups here. */
	leftOut: ReadonlySet<string>;
	/** Whether these are all; where some cannot be read, a name that is not among them is no fault. */
	areAll: boolean;
}

/** Stands for every group without fallbacks of its own. */
const EVERY_GROUP = '*';

/** `fallbacks` or `context_window_fallbacks`, a list of `{group: [other groups]}`, by group; what `*` has is for groups without a list of their own. */
export class FallbackLists {
	private readonly lists = new Map<string, Array<{ origin: Path; leaf: string }>>();

	constructor(
		private readonly names: Names,
		private readonly notes: Notes,
		private readonly copies: Copies,
	) {}

	/** From `router_settings`, else from `litellm_settings`. */
	static read(
		setting: string,
		{ router, litellm }: { router: Settings; litellm: Settings },
		names: Names,
		notes: Notes,
		copies: Copies,
	): FallbackLists {
		const lists = new FallbackLists(names, notes, copies);
		const found = firstOf(notes, [router, setting], [litellm, setting]);
		if (found !== undefined) lists.add(found);
		return lists;
	}

	/** LiteLLM's `default_fallbacks`. */
	addDefault(router: Settings, litellm: Settings): void {
		const found = firstOf(this.notes, [router, 'default_fallbacks'], [litellm, 'default_fallbacks']);
		if (found !== undefined) this.addList(EVERY_GROUP, found.value as unknown[], found.path);
	}

	/** Names of the groups that a group falls back to, by the first of its names that has any; undefined when there are none. */
	of(...groupNames: string[]): Traced | undefined {
		const named = [...groupNames, EVERY_GROUP].find((name) => this.lists.has(name));
		const list = this.lists.get(named ?? '') ?? [];
		if (list.length > 0) this.copies.count(list.length, list[0]!.origin.slice(0, -1));
		const others = list.filter(({ leaf }) => !groupNames.includes(`${leaf}`));
		return others.length === 0 ? undefined : { origin: others[0]!.origin.slice(0, -1), items: others };
	}

	private add({ value, path }: Found): void {
		(value as unknown[]).forEach((entry, index) => {
			for (const [group, names] of Object.entries((entry ?? {}) as Record<string, unknown[] | undefined>)) {
				const groupPath = [...path, index, group];
				if (this.isGroup(group, groupPath)) this.addList(group, names ?? [], groupPath);
			}
		});
	}

	private isGroup(group: string, path: Path): boolean {
		const { groups, leftOut } = this.names;
		if (group === EVERY_GROUP || groups.has(group)) return true;
		if (leftOut.has(group)) this.notes.ignore(path, 'It falls away with the model of that name');
		else if (this.names.areAll) this.notes.fault(path, () => noSuchModel(group, [...groups]));
		return false;
	}

	private addList(group: string, names: readonly unknown[], path: Path): void {
		const list = this.lists.get(group) ?? [];
		this.lists.set(group, list);
		names.forEach((name, index) => {
			const origin = [...path, index];
			if (typeof name === 'object' && name !== null)
				this.notes.ignore(origin, 'A fallback sends the same call on; name a model group');
			else if (name === group)
				this.notes.ignore(origin, 'A group does not fall back to itself; num_retries is for that');
			else if (typeof name === 'string' && this.names.leftOut.has(name))
				this.notes.ignore(origin, 'It falls away with the model of that name');
			else if (typeof name === 'string' && (this.names.areAll || this.names.groups.has(name)))
				list.push({ origin, leaf: name });
		});
	}
}
