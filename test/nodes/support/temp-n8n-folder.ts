import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives this test file an n8n folder of its own, before n8n's modules read the environment: import it first.
 * The usage log lands there too.
 */
export const n8nUserFolder = mkdtempSync(join(tmpdir(), 'routed-llm-nodes-'));
process.env.N8N_USER_FOLDER = n8nUserFolder;
process.env.N8N_LOG_LEVEL = 'silent';

afterAll(() => rmSync(n8nUserFolder, { recursive: true, force: true }));
