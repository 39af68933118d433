import type { DatabaseSync } from 'node:sqlite';
import { QUARTER_HOUR_MS } from '../../types/spend';
import type { UsageRow } from '../../types/usage-row';
import { contentKey } from '../content-key';
import { idQuarterHour, KEPT_IDS_MS } from '../row-age';
import { readSql } from './read-sql';
import { readSlots } from './visit-slots';

const KEY_BYTES = 16;

type Identity = Pick<UsageRow, 'callId' | 'startedAtMs'>;

/** Keeps the ids of calls that are deleted, for use in the transaction that does it; not of those so old that none is recorded again. */
export function keepDeletedIds(database: DatabaseSync, calls: readonly Identity[], nowMs: number): void {
	const keep = database.prepare(readSql('keep-deleted-calls'));
	for (const [quarterHour, keys] of byQuarterHour(calls)) {
		if (quarterHour >= earliestKept(nowMs)) keep.run({ quarterHour, callKeys: Buffer.from(keys.join(''), 'hex') });
	}
}

/** Those of the rows whose call was not deleted from any of the folder's files. */
export async function withoutDeleted(folder: string, rows: readonly UsageRow[]): Promise<UsageRow[]> {
	const quarterHours = JSON.stringify([...new Set(rows.map(idQuarterHour))]);
	const deleted = new Set<string>();
	await readSlots(folder, (database) => {
		for (const { callKeys } of database.prepare(readSql('select-deleted-calls')).iterate({ quarterHours })) {
			const keys = Buffer.from(callKeys as Uint8Array);
			for (let at = 0; at < keys.length; at += KEY_BYTES) deleted.add(keys.toString('hex', at, at + KEY_BYTES));
		}
	});
	return deleted.size === 0 ? [...rows] : rows.filter(({ callId }) => !deleted.has(keyOf(callId)));
}

/** Forgets ids of calls that are too old to be recorded again, at most `limit` entries, and gives how many. */
export function forgetDeletedIds(database: DatabaseSync, { nowMs, limit }: { nowMs: number; limit: number }): number {
	const parameters = { earliestQuarterHour: earliestKept(nowMs), limit };
	return Number(database.prepare(readSql('forget-deleted-calls')).run(parameters).changes);
}

function earliestKept(nowMs: number): number {
	return Math.floor((nowMs - KEPT_IDS_MS) / QUARTER_HOUR_MS);
}

function byQuarterHour(calls: readonly Identity[]): Map<number, string[]> {
	const keys = new Map<number, string[]>();
	for (const call of calls) {
		const quarterHour = idQuarterHour(call);
		const list = keys.get(quarterHour);
		if (list) list.push(keyOf(call.callId));
		else keys.set(quarterHour, [keyOf(call.callId)]);
	}
	return keys;
}

/** 16 bytes in hexadecimal: a UUID's own, of any other id a hash. */
function keyOf(callId: string): string {
	const key = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(callId) ? callId.toLowerCase() : contentKey(callId);
	return key.replaceAll('-', '');
}
