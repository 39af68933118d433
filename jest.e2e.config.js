/** The end-to-end tests: the packed package in a real n8n. They need `npm run build` before them, and install n8n when it is missing. */
const unit = require('./jest.config.js');

module.exports = {
	...unit,
	roots: ['<rootDir>/test/e2e'],
	testPathIgnorePatterns: ['/node_modules/'],
	globalSetup: '<rootDir>/test/support/n8n/global-setup.ts',
	globalTeardown: '<rootDir>/test/support/n8n/global-teardown.ts',
	// One n8n at a time: each takes 430 MB and several seconds of both cores to start.
	maxWorkers: 1,
	testTimeout: 120_000,
};
