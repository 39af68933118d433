import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How an answer is cut into events. */
export type Framing = 'sse' | 'ndjson' | 'json';
export type Protocol = 'openai-compatible' | 'anthropic' | 'ollama';

/** A valid answer, as a server sent it or as its documentation says. */
export interface Sample {
	name: string;
	protocol: Protocol;
	framing: Framing;
	body: string;
}

export const CONTENT_TYPES: Readonly<Record<Framing, string>> = {
	sse: 'text/event-stream',
	ndjson: 'application/x-ndjson',
	json: 'application/json',
};

const FIXTURES = join(__dirname, '../fixtures');
/** Answers that are meant to fail. */
const FAULTY = /error|overloaded|no-finish-reason|load\.ndjson/;
const FOLDERS: ReadonlyArray<[folder: string, protocolOf: (file: string) => Protocol]> = [
	['openai', () => 'openai-compatible'],
	['anthropic', () => 'anthropic'],
	['ollama', () => 'ollama'],
	['recorded', (file) => (file.endsWith('.ndjson') ? 'ollama' : 'openai-compatible')],
];

export function readSamples(): Sample[] {
	return FOLDERS.flatMap(([folder, protocolOf]) =>
		readdirSync(join(FIXTURES, folder))
			.sort()
			.flatMap((file): Sample[] => {
				const framing = framingOf(folder, file);
				if (framing === undefined || FAULTY.test(file)) return [];
				const body = readFileSync(join(FIXTURES, folder, file), 'utf8');
				return [{ name: `${folder}/${file}`, protocol: protocolOf(file), framing, body }];
			}),
	);
}

function framingOf(folder: string, file: string): Framing | undefined {
	if (file.endsWith('.sse')) return 'sse';
	if (file.endsWith('.ndjson')) return 'ndjson';
	return folder === 'recorded' && file.endsWith('.json') ? 'json' : undefined;
}
