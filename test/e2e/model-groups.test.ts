import { startFaultServer, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { byHand, type TestNode } from '../support/n8n/workflows';

const KEY = 'planted-key-91c7';
const IN_TEXT = 'planted-in-text-22ab';

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

const config = (key: string): string => `model_list:
  - model_name: chat
    litellm_params: { model: openai/model-1, api_base: "${server.url}/v1", api_key: ${key} }
`;
const secrets = { entries: [{ name: 'OPENAI_API_KEY', value: KEY }] };
const visible = (text: string) => ({ textMode: 'visible', modelGroups: text, secrets });
const hidden = (text: string) => ({ textMode: 'hidden', hiddenModelGroups: text, secrets });
const type = 'routedLlmModelGroupsApi';

async function ask(credential: { id: string; name: string }) {
	const node: TestNode = {
		name: 'Routed LLM',
		type: 'n8n-nodes-routed-llm.routedLlm',
		typeVersion: 1,
		parameters: { modelGroup: 'shared', sharedGroup: { __rl: true, mode: 'id', value: 'chat' }, prompt: 'Hello' },
		credentials: { [type]: credential },
	};
	return await n8n.runWorkflow(byHand([node]));
}

it('serves a pasted config.yaml once the name it refers to is filled in under Secrets', async () => {
	const without = await n8n.createCredential(type, { ...visible(config('os.environ/OPENAI_API_KEY')), secrets: {} });
	expect(await n8n.testCredential(without.id)).toMatchObject({
		status: 'Error',
		message: expect.stringMatching(/^line 3, column \d+: OPENAI_API_KEY is not known/),
	});

	const credential = await n8n.createCredential(type, visible(config('os.environ/OPENAI_API_KEY')));
	expect(await n8n.testCredential(credential.id)).toMatchObject({ status: 'OK' });
	expect((await ask(credential)).status).toBe('success');
	expect(server.requests[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
});

it('refuses a key in a visible text and takes it in a hidden one; neither it nor a secret ever comes back in clear', async () => {
	const seen = await n8n.createCredential(type, visible(config(IN_TEXT)));
	const { status, message } = await n8n.testCredential(seen.id);
	expect(status).toBe('Error');
	expect(message).toContain('line 3');
	expect(message).not.toContain(IN_TEXT);

	const credential = await n8n.createCredential(type, hidden(config(IN_TEXT)));
	expect(await n8n.testCredential(credential.id)).toMatchObject({ status: 'OK' });
	expect((await ask(credential)).status).toBe('success');
	expect(server.requests[0]!.headers.authorization).toBe(`Bearer ${IN_TEXT}`);
	const read = JSON.stringify(await n8n.readCredential(credential.id));
	expect(read).not.toContain(IN_TEXT);
	expect(read).not.toContain(KEY);
	expect(read).toContain('OPENAI_API_KEY');
});

it('goes on with the last valid version when the credential is edited into a broken one', async () => {
	const credential = await n8n.createCredential(type, visible(config('os.environ/OPENAI_API_KEY')));
	expect((await ask(credential)).status).toBe('success');
	const { name, data } = await n8n.readCredential(credential.id);
	await n8n.call('PATCH', `/rest/credentials/${credential.id}`, {
		name,
		type,
		data: { ...data, modelGroups: config('os.environ/OPENAI_API_KEY').replace('model_list', 'modle_list') },
	});
	const run = await ask(credential);
	expect(run.status).toBe('success');
	expect(server.requests).toHaveLength(2);
	expect(JSON.stringify(run)).toContain('did you mean \\"model_list\\"?');
});
