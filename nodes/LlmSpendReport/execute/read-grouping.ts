import type { IExecuteFunctions } from 'n8n-workflow';
import type { SpendDimension, SummaryDimension } from '../../../lib';
import { InputFault } from '../../shared/input-fault';
import { namesOf } from '../../shared/parameter-values';
import { parameterOf } from './report-run';

const CHOICES = ['day', 'deployment', 'group', 'hour', 'model', 'node', 'provider', 'workflow'] as const;

/** What rows are grouped by, in the order in which it was chosen. */
export function readGrouping(context: IExecuteFunctions): SummaryDimension[] {
	return namesOf(parameterOf(context, 'groupBy', [])).flatMap((name) => {
		if (name === 'tag') return readTagNames(context);
		const choice = CHOICES.find((known) => known === name);
		if (choice === undefined) throw new InputFault(`Group By must be among ${CHOICES.join(', ')} and tag`);
		return choice;
	});
}

function readTagNames(context: IExecuteFunctions): SummaryDimension[] {
	const names = namesOf(parameterOf(context, 'tagNames'));
	if (names.length === 0)
		throw new InputFault('Tag Names is empty: name at least one tag to group by, such as customer');
	return names.map((name): SummaryDimension => `tag:${name}`);
}

/** What a chart over time is stacked by: the first grouping that is not time itself. */
export function stackingOf(grouping: readonly SummaryDimension[]): SpendDimension | undefined {
	return grouping.find((dimension): dimension is SpendDimension => dimension !== 'day' && dimension !== 'hour');
}
