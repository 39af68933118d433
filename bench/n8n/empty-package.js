// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const NAME = 'n8n-nodes-empty';

/** A node that does nothing. */
const NODE = `
exports.Empty = class {
	description = {
		displayName: 'Empty', name: 'empty', group: ['transform'], version: 1, description: 'Does nothing', defaults: { name: 'Empty' },
		inputs: ['main'], outputs: ['main'], properties: [],
	};
	async execute() { return [this.getInputData()]; }
};
`;

/**
 * A community package with one node that does nothing and no dependencies: what n8n does for any package at its start.
 *
 * @param {string} workFolder an existing folder
 * @returns {import('../../scripts/n8n/package-tarball').PackedPackage}
 */
function emptyPackage(workFolder) {
	const folder = path.join(workFolder, NAME);
	const manifest = {
		name: NAME,
		version: '1.0.0',
		keywords: ['n8n-community-node-package'],
		n8n: { n8nNodesApiVersion: 1, nodes: ['Empty.node.js'], credentials: [] },
	};
	fs.mkdirSync(folder);
	fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
	fs.writeFileSync(path.join(folder, 'Empty.node.js'), NODE);
	return { name: NAME, version: manifest.version, tarball: '', folder };
}

module.exports = { emptyPackage };
