import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { FuzzReport } from './fuzz';

const CASES = 500;

describe('mutated answers of providers', () => {
	it('end nothing but their own attempt, and every call has its row', () => {
		const program = join(__dirname, '../../scripts/soak/fuzz.js');
		const parameters = [program, '--cases', String(CASES), '--json'];
		const { stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8', timeout: 120_000 });

		expect(stderr).toBe('');
		const report = JSON.parse(stdout) as FuzzReport;
		// A fault names its case: `npm run soak:fuzz -- --seed SEED --case NUMBER` runs it alone.
		expect({ seed: report.seed, faults: report.faults }).toEqual({ seed: report.seed, faults: [] });
		expect(report.cases).toBe(CASES);
		expect(report.answered).toBeGreaterThanOrEqual(CASES / 10);
		expect(report.failedOver).toBeGreaterThanOrEqual(CASES / 10);
	}, 150_000);
});
