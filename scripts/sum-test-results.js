// @ts-check
'use strict';

const fs = require('node:fs');

/**
 * Adds up the result files of several jest runs (`--json --outputFile`) and prints one line: "tests: N passed, N failed", with
 * ", N skipped" where there were any. A file of tests that could not be run, and a run that left no result, each count as one failed.
 *
 * Usage: node scripts/sum-test-results.js FILE...; ends with code 1 unless all passed.
 *
 * @param {string[]} files
 */
function sumTestResults(files) {
	const total = { passed: 0, failed: 0, skipped: 0 };
	for (const file of files) {
		if (!fs.existsSync(file)) {
			total.failed++;
			continue;
		}
		const result = JSON.parse(fs.readFileSync(file, 'utf8'));
		total.passed += result.numPassedTests;
		total.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
		total.skipped += result.numPendingTests + result.numTodoTests;
	}
	return total;
}

const { passed, failed, skipped } = sumTestResults(process.argv.slice(2));
process.stdout.write(`tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
if (failed > 0 || passed === 0) process.exitCode = 1;
