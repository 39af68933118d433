// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { cacheRoot, cachedFolder, fingerprint } = require('./cache-folder');
const { environmentFor, findNode, findNpm } = require('./node-runtime');
const { runCommand } = require('./run-command');

const PACK_TIMEOUT_MS = 60_000;
const DEPENDENCIES_TIMEOUT_MS = 5 * 60_000;

/**
 * What a user's n8n gets: the packed package and its dependencies, ready to be put into any number of user folders.
 *
 * @typedef {object} PackedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} tarball path of the .tgz file
 * @property {string} folder the unpacked tarball with its `node_modules`, as n8n's own installer leaves it
 */

/**
 * Packs a built package with `npm pack` and unpacks it as n8n's installer of community packages does: dev, peer and optional
 * dependencies are struck from package.json, the others are installed beneath the package without running install scripts.
 *
 * The dependencies are kept in the cache folder and fetched again only when package.json's list or the lock file changes.
 *
 * @param {object} options
 * @param {string} options.packageFolder the package's checkout, already built
 * @param {string} options.workFolder an existing folder for the result
 * @returns {Promise<PackedPackage>}
 */
async function packPackage({ packageFolder, workFolder }) {
	const node = findNode();
	const env = environmentFor(node);
	const logFile = path.join(workFolder, 'pack.log');
	if (!fs.existsSync(path.join(packageFolder, 'dist'))) {
		throw new Error(`${packageFolder} has no dist folder: run "npm run build" first`);
	}
	await runCommand(node, [findNpm(), 'pack', '--ignore-scripts', '--pack-destination', workFolder], {
		cwd: packageFolder,
		env,
		logFile,
		timeoutMs: PACK_TIMEOUT_MS,
	});
	const file = fs.readdirSync(workFolder).find((name) => name.endsWith('.tgz'));
	if (!file) throw new Error(`npm pack left no tarball; see ${logFile}`);
	const tarball = path.join(workFolder, file);

	const folder = path.join(workFolder, 'package');
	fs.mkdirSync(folder);
	await runCommand('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], {
		cwd: workFolder,
		logFile,
		timeoutMs: PACK_TIMEOUT_MS,
	});
	const manifestFile = path.join(folder, 'package.json');
	const { devDependencies, peerDependencies, optionalDependencies, ...manifest } = JSON.parse(
		fs.readFileSync(manifestFile, 'utf8'),
	);
	fs.writeFileSync(manifestFile, JSON.stringify(manifest, null, 2));

	const dependencies = await dependencyFolder({ manifest, packageFolder, node, env });
	linkTree(path.join(dependencies, 'node_modules'), path.join(folder, 'node_modules'));
	return { name: manifest.name, version: manifest.version, tarball, folder };
}

/**
 * @param {object} options
 * @param {{name: string, dependencies?: Record<string, string>}} options.manifest
 * @param {string} options.packageFolder
 * @param {string} options.node
 * @param {NodeJS.ProcessEnv} options.env
 */
async function dependencyFolder({ manifest, packageFolder, node, env }) {
	const wanted = JSON.stringify(manifest.dependencies ?? {});
	const lock = path.join(packageFolder, 'package-lock.json');
	const key = fingerprint(wanted, fs.existsSync(lock) ? fs.readFileSync(lock) : '');
	const { folder } = await cachedFolder(path.join(cacheRoot(), `dependencies-${key}`), async (unfinished) => {
		fs.writeFileSync(
			path.join(unfinished, 'package.json'),
			`{"name": "dependencies", "private": true, "dependencies": ${wanted}}`,
		);
		fs.mkdirSync(path.join(unfinished, 'node_modules'));
		// The options with which n8n's own installer calls npm.
		const options = [
			'--audit=false',
			'--fund=false',
			'--bin-links=false',
			'--install-strategy=shallow',
			'--ignore-scripts=true',
			'--package-lock=false',
		];
		await runCommand(node, [findNpm(), 'install', ...options], {
			cwd: unfinished,
			env,
			logFile: path.join(cacheRoot(), 'install-dependencies.log'),
			timeoutMs: DEPENDENCIES_TIMEOUT_MS,
		});
	});
	return folder;
}

/**
 * Puts a packed package where n8n looks for community packages when it starts.
 *
 * @param {PackedPackage} packed
 * @param {string} userFolder what `N8N_USER_FOLDER` will be
 */
function installInto(packed, userFolder) {
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	fs.mkdirSync(path.join(nodes, 'node_modules'), { recursive: true });
	const manifest = { name: 'installed-nodes', private: true, dependencies: { [packed.name]: packed.version } };
	fs.writeFileSync(path.join(nodes, 'package.json'), JSON.stringify(manifest, null, 2));
	linkTree(packed.folder, path.join(nodes, 'node_modules', packed.name));
}

/**
 * Copies a folder by hard links, which takes no space and hardly any time; by copying where links are impossible (another disk).
 *
 * @param {string} from
 * @param {string} to must not exist
 */
function linkTree(from, to) {
	fs.mkdirSync(to, { recursive: true });
	for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
		const source = path.join(from, entry.name);
		const target = path.join(to, entry.name);
		if (entry.isDirectory()) linkTree(source, target);
		else if (entry.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(source), target);
		else linkOrCopy(source, target);
	}
}

/** @param {string} source @param {string} target */
function linkOrCopy(source, target) {
	try {
		fs.linkSync(source, target);
	} catch (error) {
		if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? ''))
			throw error;
		fs.copyFileSync(source, target);
	}
}

module.exports = { packPackage, installInto, linkTree };
