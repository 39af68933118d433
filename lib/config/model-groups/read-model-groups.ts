import { MAX_REPORTED_FAULTS } from '../../bounds';
import { formatPath, type ConfigFault } from '../../errors';
import { convertLiteLlm } from '../litellm/convert-litellm';
import { withoutQuotes } from '../quote-word';
import { isObject } from '../raw-input';
import { isUnknownSetting } from '../unknown-setting';
import type { Converted } from './converted';
import type { ModelGroups, ModelGroupsLookUps, ModelGroupsSource, TextFault, TextPlace } from './model-groups';
import { parseText, type ParsedText } from './parse-text';
import { readDocument } from './read-document';
import { isLiteLlm } from './which-format';

/** Reads a Model Groups text. Never throws for what it says: all faults are reported at once, with their places, up to `MAX_REPORTED_FAULTS`. */
export function readModelGroups(source: ModelGroupsSource): ModelGroups {
	return source.keysInText === 'accepted' ? withoutQuotes(() => readText(source)) : readText(source);
}

/** As `readModelGroups`, from what that gave as `unfilled`. Faults have no place but the beginning. */
export function readUnfilledGroups(unfilled: unknown, lookUps: ModelGroupsLookUps): ModelGroups {
	const document = isObject(unfilled) ? unfilled : {};
	const { config, redisUrl, postgresUrl, faults } = readDocument(document, lookUps);
	const isSound = faults.length === 0;
	return {
		config: isSound ? config : undefined,
		unfilled: isSound ? document : undefined,
		groupNames: isObject(config.groups) ? Object.keys(config.groups) : [],
		redisUrl,
		postgresUrl,
		faults: faults.map(({ message }) => ({ line: 1, column: 1, message })),
		ignored: [],
	};
}

function readText(source: ModelGroupsSource): ModelGroups {
	const text = parseText(source.text);
	const { value } = text;
	if (!isObject(value)) {
		const faults =
			text.faults.length > 0 ? text.faults : [{ ...text.placeOf([], 'value'), message: shapeFault(value) }];
		return { groupNames: [], faults: firstOf(faults), ignored: [] };
	}
	const converted = isLiteLlm(value) ? convertLiteLlm(value) : asItIs(value);
	const read = readDocument(converted.document as object, source);
	// What is said after a place from which on the writing is broken may not be what was meant.
	const faults = text.broken
		? text.faults
		: withFaultsOfValues(text.faults, placed([...converted.faults, ...toSource(read.faults, converted)], text));
	const ignored = converted.ignored.map(({ path, instead }) => ({
		...text.placeOf(path, 'name'),
		setting: formatPath([...(source.keysInText === 'accepted' ? converted.sayable(path) : path)]),
		instead,
	}));
	const isWhole = (setting: string): boolean => !text.broken || text.isWhole(converted.originOf([setting]).slice(0, 1));
	return {
		config: faults.length === 0 ? read.config : undefined,
		unfilled: faults.length === 0 ? (converted.document as object) : undefined,
		groupNames: groupNames(read.config.groups, converted, text),
		redisUrl: isWhole('redis') ? read.redisUrl : undefined,
		postgresUrl: isWhole('postgres') ? read.postgresUrl : undefined,
		faults: firstOf(faults),
		ignored: text.broken ? [] : inOrder(ignored),
	};
}

function asItIs(document: object): Converted {
	return { document, originOf: (path) => path, sayable: (path) => path, faults: [], ignored: [] };
}

function shapeFault(value: unknown): string {
	if (value === null || value === undefined)
		return 'The text is empty; write at least one model group, or paste a config.yaml of LiteLLM';
	if (Array.isArray(value)) return 'The text is a list; at its top must stand groups: with the model groups under it';
	return 'The text is a single value; at its top must stand groups: with the model groups under it (is the space after a colon missing?)';
}

/** What a conversion refuses is missing from its document: that no group is left is no further fault. */
function toSource(faults: readonly ConfigFault[], { originOf, faults: earlier }: Converted): ConfigFault[] {
	const further = earlier.length === 0 ? faults : faults.filter(({ path }) => formatPath(path) !== 'groups');
	return further.map((fault) => ({ path: [...originOf(fault.path)], message: fault.message }));
}

function placed(faults: readonly ConfigFault[], text: ParsedText): TextFault[] {
	return faults.map((fault) => ({
		...text.placeOf(fault.path, isUnknownSetting(fault) ? 'name' : 'value'),
		message: fault.message,
	}));
}

/** Of a value that is badly written there is nothing more to say. */
function withFaultsOfValues(inWriting: readonly TextFault[], inValues: readonly TextFault[]): TextFault[] {
	const places = new Set(inWriting.map(({ line, column }) => `${line}:${column}`));
	return [...inWriting, ...inValues.filter(({ line, column }) => !places.has(`${line}:${column}`))];
}

/** In the order of the text; of a broken one, those before the break. */
function groupNames(groups: unknown, { originOf }: Converted, text: ParsedText): string[] {
	if (!isObject(groups)) return [];
	const [firstFault] = inOrder(text.faults);
	return Object.keys(groups)
		.map((name) => ({ name, ...text.placeOf(originOf(['groups', name]), 'name') }))
		.filter((place) => !text.broken || firstFault === undefined || comparePlaces(place, firstFault) < 0)
		.sort(comparePlaces)
		.map(({ name }) => name);
}

function firstOf(faults: readonly TextFault[]): TextFault[] {
	return inOrder(faults).slice(0, MAX_REPORTED_FAULTS);
}

/** Sorted by place, each once: what is written once and used often (`&name`, `<<`) is wrong once. */
function inOrder<T extends TextPlace>(list: readonly T[]): T[] {
	const once = new Map(list.map((entry) => [JSON.stringify(entry), entry]));
	return [...once.values()].sort(comparePlaces);
}

function comparePlaces(a: TextPlace, b: TextPlace): number {
	return a.line - b.line || a.column - b.column;
}
