import { startFaultServer, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { byHand, routedLlm, type TestDeployment } from '../support/n8n/workflows';

let n8n: RunningN8n;
let server: FaultServer;

beforeAll(async () => {
	n8n = await startN8n();
});
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

const priced = { priceInput: 1, priceOutput: 1 };

/** What the output pane shows above the result. */
async function hintsOf(deployments: TestDeployment[]): Promise<string[]> {
	const execution = await n8n.runWorkflow(byHand([await routedLlm(n8n, deployments)], { items: [{}, {}] }));
	expect(execution.status).toBe('success');
	return (execution.runs['Routed LLM']?.[0]?.hints ?? []).map(({ message }) => message);
}

describe('the output pane', () => {
	it('shows no hint when all is well', async () => {
		expect(await hintsOf([{ server, options: priced }])).toEqual([]);
	});

	it('says once that a price is unknown', async () => {
		expect(await hintsOf([{ server }])).toEqual([
			"No price is known for openai-compatible/model-1, so the call's cost is unknown. Set prices on the deployment (2 calls)",
		]);
	});

	it('says that a local and a cloud deployment share a priority', async () => {
		const local = { server, priority: 1, options: { ...priced, locality: 'local' } };
		expect(await hintsOf([local, { server, priority: 1, options: priced }])).toEqual([
			expect.stringMatching(/model-1 \(local\) and .*model-2 \(cloud\) have the same priority 1 and share the load/),
		]);
	});

	it('says that a key was refused, although the next deployment answered', async () => {
		const refusing = await startFaultServer();
		refusing.reply({ status: 401 });
		const hints = await hintsOf([
			{ server: refusing, options: priced },
			{ server, options: priced },
		]);
		expect(hints).toEqual([
			expect.stringMatching(
				/^openai-compatible\/model-1 refused the call: .*Check its credential and model(\.| \(2 calls\))$/,
			),
		]);
		await refusing.close();
	});
});
