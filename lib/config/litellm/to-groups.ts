import { quoteName } from '../quote-word';
import { remedyFor } from '../suggest';
import type { Path } from '../model-groups/converted';
import type { Found, Settings } from './found';
import { NO_CHAT_MODEL } from './find-provider';
import type { ModelEntry } from './litellm-config';
import { paramsOf, providerOf, toDeployment, type Surroundings } from './to-deployment';
import type { Traced } from './traced';

/** The groups of `model_list`. */
export interface Groups {
	/** In the order of the file, at least one deployment each. */
	readonly deployments: ReadonlyMap<string, Traced>;
	/** Names that stand in the file but are no groups here; each has its fault or is noted as ignored. */
	readonly leftOut: ReadonlySet<string>;
	/** Every entry has a name that can be read. */
	readonly areAll: boolean;
}

/** Values of `mode` in `model_info`: https://docs.litellm.ai/docs/proxy/health. */
const OTHER_MODES = [
	'embedding',
	'completion',
	'responses',
	'image_generation',
	'image_edit',
	'audio_transcription',
	'audio_speech',
	'video_generation',
	'rerank',
	'moderation',
	'moderations',
	'realtime',
	'batch',
	'ocr',
	'search',
	'vector_store',
];

/** Entries of the same `model_name` are the deployments of one group. */
export function toGroups(
	entries: ReadonlyArray<ModelEntry | undefined>,
	around: Omit<Surroundings, 'orderShift'>,
): Groups {
	const collected = new Map<string, Collected>();
	entries.forEach((entry, index) => {
		if (entry?.model_name === undefined || entry.litellm_params === undefined) return;
		const path = ['model_list', index];
		const group = collected.get(entry.model_name) ?? { path: [...path, 'model_name'], entries: [] };
		collected.set(entry.model_name, group);
		group.entries.push({ entry, path });
	});
	const deployments = new Map<string, Traced>();
	for (const [name, group] of collected) {
		const items = toItems(name, group, around);
		if (items.length > 0) deployments.set(name, { origin: group.path, items });
	}
	const names = entries.flatMap((entry) => entry?.model_name ?? []);
	return {
		deployments,
		leftOut: new Set(names.filter((name) => !deployments.has(name))),
		areAll: names.length === entries.length && names.length > 0,
	};
}

interface Collected {
	/** Of the first entry's name. */
	path: Path;
	entries: Array<{ entry: ModelEntry; path: Path }>;
}

function toItems(
	name: string,
	{ path: namePath, entries }: Collected,
	around: Omit<Surroundings, 'orderShift'>,
): Traced[] {
	const { notes, environment } = around;
	const read = entries.map(({ entry, path }) => ({ entry, path, params: paramsOf(entry, path, around) }));
	const orders = read.map(({ params }) => (params.get('order') ?? params.get('priority'))?.value);
	const orderShift = orders.includes(0) ? 1 : 0;
	let reasonOfNone: string | undefined;
	let isMended = true;
	const items = read.flatMap(({ entry, path, params }) => {
		const why = whyIgnored(name, entry, path, params, around);
		if (why !== undefined) {
			notes.ignore(path, why);
			return [];
		}
		const found = providerOf(params, environment);
		if (found !== undefined && !('fault' in found) && !('instead' in found))
			return [toDeployment(found, entry, path, params, { ...around, orderShift })];
		if (found === undefined || 'fault' in found) isMended = false;
		if (found !== undefined && 'fault' in found) notes.fault(params.get('model')!.path, found.fault);
		if (found !== undefined && 'instead' in found) {
			notes.ignore(params.get('model')!.path, found.instead);
			reasonOfNone ??= found.instead;
		}
		return [];
	});
	if (items.length === 0 && reasonOfNone !== undefined && isMended)
		notes.fault(namePath, `No deployment of${quoteName(name)} can be served: ${reasonOfNone}`);
	return items;
}

/** Why an entry asks for nothing here; undefined when it is a model for chats. */
function whyIgnored(
	name: string,
	entry: ModelEntry,
	path: Path,
	params: Settings,
	{ notes }: Pick<Surroundings, 'notes'>,
): string | undefined {
	const model = params.get('model')?.value;
	if (name.includes('*') || (typeof model === 'string' && model.includes('*')))
		return 'A * stands for no model here; list the models one by one';
	const mode = entry.model_info?.mode;
	if (typeof mode === 'string' && mode !== 'chat') {
		if (!OTHER_MODES.includes(mode)) faultOfMode({ value: mode, path: [...path, 'model_info', 'mode'] }, notes);
		return `Models of mode${quoteName(mode)} are not served, only those for chats`;
	}
	const isNoChatModel = mode === undefined && typeof model === 'string' && NO_CHAT_MODEL.test(model);
	return isNoChatModel
		? 'By its name it is no model for chats, and only those are served; if it is one, set mode: chat under model_info'
		: undefined;
}

function faultOfMode({ value, path }: Found, notes: Surroundings['notes']): void {
	notes.fault(
		path,
		`Unknown mode${quoteName(`${value as string}`)}; ${remedyFor(`${value as string}`, ['chat', ...OTHER_MODES]) ?? 'use chat, or leave it out'}`,
	);
}
