import type { INodeProperties } from 'n8n-workflow';
import { budgetProperties } from './budget';
import { callsProperties } from './calls';
import { deploymentHealthProperties } from './deployment-health';
import { filterProperties } from './filters';
import { groupingProperties } from './grouping';
import { ntfyProperties } from './ntfy';
import { operationProperty } from './operation';
import { optionsProperties } from './options';
import { periodProperties } from './period';
import { sourceProperties } from './source';

/** The panel, top to bottom. */
export const properties: INodeProperties[] = [
	operationProperty,
	...sourceProperties,
	...periodProperties,
	...groupingProperties,
	...budgetProperties,
	...callsProperties,
	...deploymentHealthProperties,
	...filterProperties,
	...ntfyProperties,
	...optionsProperties,
];
