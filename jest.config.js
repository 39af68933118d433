const { availableParallelism } = require('node:os');

/** All tests but the end-to-end ones, which have a configuration of their own. */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
	globalSetup: '<rootDir>/test/support/redis/global-setup.ts',
	globalTeardown: '<rootDir>/test/support/redis/global-teardown.ts',
	transform: {
		'^.+\\.(ts|mjs)$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
				module: { type: 'commonjs' },
				sourceMaps: 'inline',
			},
		],
	},
	// Packages of ECMAScript modules only, which Node.js can require and Jest cannot.
	transformIgnorePatterns: ['/node_modules/(?!(d3-array|internmap)/)'],
	testSequencer: '<rootDir>/test/support/slow-files-first.js',
	// Many tests wait for servers and processes, so that two of them fit two cores.
	maxWorkers: Math.max(2, availableParallelism() - 1),
	testTimeout: 15_000,
};
