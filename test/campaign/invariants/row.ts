import type { UsageRow } from '../../../lib/types/usage-row';
import { MAX_TOKEN_COUNT } from '../../../lib/bounds';
import type { Ending } from '../run/case-run';
import type { CallCheck } from './check-case';

export const checkRow: CallCheck = ({ rows, run, attempts }) => {
	const { ending } = run;
	if (ending.kind === 'never ended') return [];
	if (rows.length !== 1) return [`it has ${rows.length} usage rows`];
	const row = rows[0]!;
	const faults = [...impossibleFigures(row)];
	const expected = statusOf(ending);
	if (row.status !== expected) faults.push(`its row says ${row.status}, and it ended as ${expected}`);
	if ((row.status === 'ok') !== (row.errorClass === undefined))
		faults.push(`its row says ${row.status} with the error class ${row.errorClass}`);
	if (ending.kind !== 'left' && row.attemptCount !== attempts.length)
		faults.push(`its row counts ${row.attemptCount} attempts, and ${attempts.length} are shown`);
	const { callId } = ending.kind === 'answered' ? ending.answer.routing : ending.kind === 'failed' ? ending.error : row;
	if (callId !== row.callId) faults.push(`its row has the id ${row.callId} and the call ${callId}`);
	return faults;
};

function statusOf(ending: Ending): UsageRow['status'] {
	if (ending.kind === 'answered') return 'ok';
	if (ending.kind === 'left') return 'cancelled';
	return ending.kind === 'failed' && ending.error.code === 'cancelled' ? 'cancelled' : 'error';
}

const TOKEN_FIELDS = ['inputTokens', 'cachedTokens', 'cacheWriteTokens', 'outputTokens', 'reasoningTokens'] as const;

function impossibleFigures(row: UsageRow): string[] {
	const counts = [...TOKEN_FIELDS.map((field) => [field, row[field]] as const)];
	const times = (['latencyMs', 'timeToFirstTokenMs', 'queueWaitMs', 'costUsd'] as const).map(
		(field) => [field, row[field]] as const,
	);
	return [
		...counts.flatMap(([field, count]) =>
			count === undefined || (Number.isInteger(count) && count >= 0 && count <= MAX_TOKEN_COUNT * row.attemptCount)
				? []
				: [`its row has ${field} ${String(count)}`],
		),
		...times.flatMap(([field, figure]) =>
			figure === undefined || (Number.isFinite(figure) && figure >= 0)
				? []
				: [`its row has ${field} ${String(figure)}`],
		),
	];
}
