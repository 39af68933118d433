import type { SpendFilter } from '../../../lib';
import { InputFault } from '../../shared/input-fault';
import { locatorValueOf, recordOf, rowsOf, textOf } from '../../shared/parameter-values';

const FIELDS = ['group', 'deployment', 'provider', 'model', 'workflowId', 'nodeName'] as const;

/**
 * Filters, or a budget's scope; undefined when all is counted.
 * @throws InputFault that names a filter which was added and left empty: taken for no filter, it would count too much.
 */
export function readFilter(parameter: unknown, label: 'Filters' | 'Scope'): SpendFilter | undefined {
	const fields = recordOf(parameter);
	const filter: SpendFilter = {};
	for (const field of FIELDS) {
		if (fields[field] === undefined) continue;
		// Groups are chosen from a list.
		filter[field] = locatorValueOf(fields[field]);
		if (filter[field] === '')
			throw new InputFault(`${label}: ${LABELS[field]} is empty; enter it, or remove the filter`);
	}
	const tags = readTags(fields.tags, label);
	if (tags.length > 0) filter.tags = Object.fromEntries(tags);
	return Object.keys(filter).length === 0 ? undefined : filter;
}

const LABELS: Record<(typeof FIELDS)[number], string> = {
	group: 'Group',
	deployment: 'Deployment',
	provider: 'Provider',
	model: 'Model',
	workflowId: 'Workflow ID',
	nodeName: 'Node',
};

function readTags(parameter: unknown, label: string): Array<[string, string]> {
	return rowsOf(parameter, 'entries').map((tag, index) => {
		const name = textOf(tag.name);
		if (name === '') throw new InputFault(`${label}: tag ${index + 1} has no name; enter it, or remove the tag`);
		return [name, textOf(tag.value)];
	});
}
