const { dest, src } = require('gulp');

/** What the TypeScript compiler does not copy: icons, fonts with their licence, n8n's codex files, and code in languages of its own. */
function assets() {
	// Folder by folder: a pattern that begins with a choice would have gulp search all of node_modules.
	const files = ['nodes', 'credentials', 'lib'].flatMap((folder) =>
		['svg', 'png', 'node.json', 'sql', 'lua', 'ttf', 'txt'].map((ending) => `${folder}/**/*.${ending}`),
	);
	// Without `encoding: false` gulp would read icons and fonts as text and break the binary ones.
	return src(files, { base: '.', encoding: false }).pipe(dest('dist'));
}

exports.assets = assets;
exports.default = assets;
