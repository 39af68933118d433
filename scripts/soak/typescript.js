const { transformFileSync } = require('@swc/core');

/** Lets this process require the TypeScript of this repository as it is. */
require.extensions['.ts'] = (module, file) => {
	const { code } = transformFileSync(file, {
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs' },
		sourceMaps: 'inline',
	});
	module._compile(code, file);
};
