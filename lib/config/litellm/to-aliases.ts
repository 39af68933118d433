import type { Path } from '../model-groups/converted';
import { quoteName } from '../quote-word';
import type { Found } from './found';
import type { Copies } from './copies';
import { noSuchModel } from './no-such-model';
import type { Notes } from './notes';
import type { Groups } from './to-groups';
import { sizeOf } from './traced';

/** Another name for a group. */
export interface Alias {
	target: string;
	origin: Path;
}

/** `model_group_alias`: further names for groups, as `alias: group` or `alias: {model: group, hidden: true}`. */
export function toAliases(
	setting: Found | undefined,
	{ deployments, leftOut, areAll }: Groups,
	notes: Notes,
	copies: Copies,
): ReadonlyMap<string, Alias> {
	const aliases = new Map<string, Alias>();
	for (const [alias, value] of Object.entries((setting?.value ?? {}) as Record<string, unknown>)) {
		const origin = [...setting!.path, alias];
		const isPlain = typeof value === 'string';
		const { model, hidden } = (isPlain ? { model: value, hidden: false } : (value ?? {})) as {
			model?: string;
			hidden?: boolean;
		};
		const targetPath = isPlain ? origin : [...origin, 'model'];
		if (hidden === true) notes.ignore([...origin, 'hidden'], 'Every group is in the list of a node');
		if (model === undefined) continue;
		if (deployments.has(alias))
			notes.fault(
				origin,
				`There is a model_name${quoteName(alias)} too, which no call would reach; remove one of the two`,
			);
		else if (leftOut.has(model)) notes.ignore(targetPath, 'It falls away with the model of that name');
		else if (deployments.has(model)) {
			copies.count(sizeOf(deployments.get(model)!), origin);
			aliases.set(alias, { target: model, origin });
		} else if (areAll) notes.fault(targetPath, () => noSuchModel(model, [...deployments.keys()]));
	}
	return aliases;
}
