import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { OllamaChunk } from '../../../../lib/providers/ollama/ollama-stream';

/** A sample stream as bytes on the wire. */
export function fixture(name: string): string {
	return readFileSync(path.join(__dirname, '../../../fixtures/ollama', name), 'utf8');
}

/** The lines of a sample stream, parsed. */
export function fixtureChunks(name: string): OllamaChunk[] {
	return fixture(name)
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line) as OllamaChunk);
}
