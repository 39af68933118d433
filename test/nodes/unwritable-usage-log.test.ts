import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { groupOf } from './support/group';
import { runNode } from './support/run-node';
import { n8nUserFolder } from './support/temp-n8n-folder';

let server: FaultServer;
beforeAll(async () => {
	mkdirSync(join(n8nUserFolder, '.n8n'), { recursive: true });
	// A file where the usage log's folder should be: nobody, not even root, can write there.
	writeFileSync(join(n8nUserFolder, '.n8n', 'routed-llm'), '');
	server = await startFaultServer();
});
afterAll(async () => {
	await server.close();
});

it('answers every item although the usage log cannot be written, and says once that the rows wait', async () => {
	const group = groupOf([{ server, options: { priceInput: 1, priceOutput: 1 } }], { usageLog: 'embedded' });
	const { outputs, hints } = await runNode({
		...group,
		items: Array.from({ length: 12 }, (_, n) => ({ json: { n } })),
	});
	expect(outputs[0]).toHaveLength(12);
	expect(hints).toEqual([
		{
			message: expect.stringMatching(/^12 usage rows wait in memory: .*write access.* \(12 calls\)$/),
			type: 'warning',
			location: 'outputPane',
		},
	]);
});
