import { readdirSync } from 'node:fs';
import { claimSlot } from '../../../../lib/usage/sqlite/claim-slot';
import { openDatabase } from '../../../../lib/usage/sqlite/database';
import { lockPath } from '../../../../lib/usage/sqlite/slot-files';
import { useTemporaryFolder } from '../temporary-folder';

describe('claiming a slot', () => {
	const folder = useTemporaryFolder();

	it('gives a slot to one, until it is released', () => {
		const claim = claimSlot(folder.path, 0);
		expect(claim?.number).toBe(0);
		expect(claimSlot(folder.path, 0)).toBeUndefined();
		claim?.release();
		const next = claimSlot(folder.path, 0);
		expect(next?.number).toBe(0);
		next?.release();
	});

	// What another process holds for a moment on its own way to the claim. Two that hindered each other would both go without.
	it('is not hindered by another that has come half the way', () => {
		claimSlot(folder.path, 0)?.release();
		const other = openDatabase(lockPath(folder.path, 0), { readOnly: false, busyTimeoutMs: 0 });
		other.exec('BEGIN');
		other.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
		try {
			const claim = claimSlot(folder.path, 0);
			expect(claim?.number).toBe(0);
			claim?.release();
		} finally {
			other.close();
		}
	});

	it('leaves no file but the lock', () => {
		const claim = claimSlot(folder.path, 3);
		expect(readdirSync(folder.path)).toEqual(['usage-3.lock']);
		claim?.release();
	});
});
