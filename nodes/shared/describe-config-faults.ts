import type { ConfigFault } from '../../lib';
import { withoutStop } from './without-stop';

/** Faults of the library's configuration gate in the words of the panel, as one line of sentences. */
export function describeConfigFaults(faults: readonly ConfigFault[]): string {
	// An option of the node goes to all shared groups, and its fault is found in each.
	return [...new Set(faults.map((fault) => `${placeOf(fault.path)}: ${withoutStop(fault.message)}`))].join('. ');
}

/** `['groups', 'chat', 'deployments', 1, 'rpm']` is the second row. */
function placeOf(path: ConfigFault['path']): string {
	const [, , setting, row, field] = path;
	if (setting === 'deployments' && typeof row === 'number') {
		const place = `Deployment row ${row + 1}`;
		return field === 'baseUrl' ? `${place}, base URL in its credential` : place;
	}
	return setting === undefined || setting === 'deployments' ? 'Deployments' : 'Routing Options';
}
