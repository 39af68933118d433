import type { INodeProperties } from 'n8n-workflow';
import { deploymentsProperty } from './deployments';
import { modelGroupProperties } from './model-group';
import { optionsProperty } from './options';
import { promptProperties } from './prompt';
import { routingOptionsProperty } from './routing-options';
import { stateProperty } from './state';
import { usageLogProperties } from './usage-log';

/** The panel, top to bottom. */
export const properties: INodeProperties[] = [
	...modelGroupProperties,
	deploymentsProperty,
	...promptProperties,
	optionsProperty,
	routingOptionsProperty,
	stateProperty,
	...usageLogProperties,
];
