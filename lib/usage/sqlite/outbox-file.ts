import type { Clock } from '../../clock';
import type { UsageRow } from '../../types/usage-row';
import type { OutboxFile } from '../outbox-files';
import type { UsageLogError } from '../usage-log-error';
import { toUsageLogError } from './database';
import { deleteCallsById } from './delete-calls-by-id';
import type { OpenSlot } from './open-slot';
import { readSql } from './read-sql';
import { fromRecord } from './row-columns';
import { inTransaction } from './transaction';

export interface OutboxFileParts {
	slot: OpenSlot;
	/** Says when the time of texts is over. */
	clock: Clock;
	/** Told of before it is thrown. */
	onDamaged(failure: UsageLogError): void;
}

/**
 * A slot as a file of rows that are to go to another log. They are counted once, and from then on what comes and goes.
 * Texts whose time is over go no further.
 */
export function toOutboxFile({ slot, clock, onDamaged }: OutboxFileParts): OutboxFile {
	const { database, path } = slot;
	let insertedBefore = slot.inserted;
	let count = onFile('read', () => Number(database.prepare(readSql('count-calls')).get()?.['calls']));

	function onFile<T>(action: string, work: () => T): T {
		try {
			return work();
		} catch (error) {
			const failure = toUsageLogError(error, action, path);
			if (failure.code === 'corrupt') onDamaged(failure);
			throw failure;
		}
	}

	function write(callIds: readonly string[], alsoWrite?: () => void): void {
		const gone = onFile('write to', () =>
			inTransaction(database, () => {
				alsoWrite?.();
				return deleteCallsById(database, callIds);
			}),
		);
		count -= gone;
	}

	function setAside({ texts: _private, ...row }: UsageRow, reason: string): void {
		const parameters = { callId: row.callId, usageRow: JSON.stringify(row), reason, nowMs: Math.floor(clock.wallMs()) };
		write([row.callId], () => void database.prepare(readSql('set-aside')).run(parameters));
	}

	return {
		path,
		get count() {
			count += slot.inserted - insertedBefore;
			insertedBefore = slot.inserted;
			return count;
		},
		oldest(limit) {
			const oldest = `${readSql('select-call')} ${readSql('where-first')}`;
			return onFile('read', () =>
				database.prepare(oldest).all({ limit, textsAfterMs: clock.wallMs() }).map(fromRecord),
			);
		},
		forget: (callIds) => write(callIds),
		setAside,
	};
}
