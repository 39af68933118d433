import type { IDataObject, ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { FaultServer } from '../../support/fault-server';
import type { RunSettings } from './run-node';

/** One row of the Deployments table on an endpoint of its own. */
export interface TestDeployment {
	server: Pick<FaultServer, 'url'>;
	model?: string;
	priority?: number;
	options?: IDataObject;
	apiKey?: string;
}

/** Parameters and credential of a model group of OpenAI-compatible deployments, best first. */
export function groupOf(
	deployments: TestDeployment[],
	parameters: IDataObject = {},
): Pick<RunSettings, 'parameters' | 'credentials'> {
	return {
		parameters: {
			groupName: 'chat',
			providers: ['openai-compatible'],
			deployments: {
				rows: deployments.map(({ model, priority, options }, index) => ({
					provider: 'openai-compatible',
					endpoint: `endpoint-${index + 1}`,
					model: { __rl: true, mode: 'id', value: model ?? `model-${index + 1}` },
					priority: priority ?? 0,
					options: options ?? {},
				})),
			},
			prompt: 'Say hello',
			usageLog: 'off',
			...parameters,
		},
		credentials: { routedLlmOpenAiCompatibleApi: credentialOf(deployments) },
	};
}

function credentialOf(deployments: TestDeployment[]): ICredentialDataDecryptedObject {
	return {
		endpoints: {
			entries: deployments.map(({ server, apiKey }, index) => ({
				name: `endpoint-${index + 1}`,
				baseUrl: `${server.url}/v1`,
				apiKey: apiKey ?? '',
			})),
		},
	};
}
