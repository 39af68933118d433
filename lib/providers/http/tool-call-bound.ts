import { MAX_TOOL_CALLS } from '../../bounds';
import { ProviderFailure } from '../../types/failure';

/**
 * @param count of tool calls that an answer has so far
 * @throws ProviderFailure beyond the bound: each takes memory of its own, however short it is
 */
export function assertToolCallCount(count: number): void {
	if (count <= MAX_TOOL_CALLS) return;
	const most = MAX_TOOL_CALLS.toLocaleString('en');
	throw new ProviderFailure({
		kind: 'server',
		message: `The answer has more than ${most} tool calls.`,
		reached: true,
	});
}
