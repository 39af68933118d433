import type { INodeProperties } from 'n8n-workflow';

export const OPERATIONS = ['summarizeSpend', 'checkBudget', 'listCalls', 'deleteOldCalls', 'deploymentHealth'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const operationProperty: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Check Budget',
			value: 'checkBudget',
			action: 'Check a budget',
			description: 'What is spent of a limit so far, what it will be, and an alert once per threshold',
		},
		{
			name: 'Delete Old Calls',
			value: 'deleteOldCalls',
			action: 'Delete old calls',
			description: 'Keep the usage log small; what was spent stays in the reports',
		},
		{
			name: 'Deployment Health',
			value: 'deploymentHealth',
			action: 'Look at the health of deployments',
			description: 'Which deployments answer, cool down or are near their limits, without a paid request',
		},
		{
			name: 'List Calls',
			value: 'listCalls',
			action: 'List calls',
			description: 'Single calls with their attempts, to see what happened',
		},
		{
			name: 'Summarize Spend',
			value: 'summarizeSpend',
			action: 'Summarize spend',
			description: 'What was spent, on what, compared with the period before',
		},
	],
	default: 'summarizeSpend',
};

/** Shows a parameter for some operations only, and there under further conditions. */
export function showFor(
	operations: readonly Operation[],
	conditions: Record<string, Array<string | boolean>> = {},
): INodeProperties['displayOptions'] {
	return { show: { operation: [...operations], ...conditions } };
}
