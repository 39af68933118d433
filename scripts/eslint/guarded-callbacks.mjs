/**
 * What a callback of a timer, an event, a function of Node.js or the garbage collector throws ends the process, since nothing of ours is on its
 * stack. So such a callback must come out of `guarded(…)` of `lib/guarded.ts`, directly or through a constant, or be the
 * `resolve` or `reject` of a promise, which never throw. Promises without a handler are `no-floating-promises`' part.
 */

/** Functions whose first argument runs later. */
const SCHEDULERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'nextTick']);
/** Methods whose second argument is a listener. */
const SUBSCRIBERS = new Set([
	'on',
	'once',
	'addListener',
	'prependListener',
	'prependOnceListener',
	'addEventListener',
]);
/** Properties that take a listener: `onabort`, `onmessage`. */
const HANDLER_PROPERTY = /^on[a-z]+$/;
const GUARD = 'guarded';

export const guardedCallbacks = {
	meta: {
		type: 'problem',
		schema: [],
		messages: {
			bare: 'What this callback throws would end the process. Make it with guarded(…) of lib/guarded.ts.',
			renamed: 'Under another name its callbacks would not be checked.',
		},
	},
	create(context) {
		const { sourceCode } = context;
		const require = (callback) => {
			if (callback !== undefined && !isSafe(callback, sourceCode))
				context.report({ node: callback, messageId: 'bare' });
		};
		return {
			CallExpression({ callee, arguments: given }) {
				const name = nameOf(callee);
				if (SCHEDULERS.has(name)) require(given[0]);
				else if (isOfNode(callee, sourceCode)) given.filter(isFunction).forEach(require);
				if (SUBSCRIBERS.has(name) && callee.type === 'MemberExpression') require(given[1]);
			},
			NewExpression({ callee, arguments: given }) {
				if (nameOf(callee) === 'FinalizationRegistry') require(given[0]);
			},
			VariableDeclarator({ init }) {
				if (init?.type === 'Identifier' && SCHEDULERS.has(init.name))
					context.report({ node: init, messageId: 'renamed' });
			},
			AssignmentExpression({ left, right }) {
				const isHandler = left.type === 'MemberExpression' && HANDLER_PROPERTY.test(nameOf(left) ?? '');
				const isCleared = right.type === 'Literal' || (right.type === 'Identifier' && right.name === 'undefined');
				if (isHandler && !isCleared) require(right);
			},
		};
	},
};

/** Of a name, or of the last part of `object.name` and `object['name']`. */
function nameOf(node) {
	if (node.type === 'Identifier') return node.name;
	if (node.type === 'ChainExpression') return nameOf(node.expression);
	if (node.type !== 'MemberExpression') return undefined;
	if (!node.computed) return node.property.name;
	return node.property.type === 'Literal' ? String(node.property.value) : undefined;
}

/** Whether a function is imported from a module of Node.js: `readFile` and `get` call back as timers do. */
function isOfNode(callee, sourceCode) {
	let root = callee;
	while (root.type === 'MemberExpression') root = root.object;
	if (root.type !== 'Identifier') return false;
	const [definition] = findVariable(sourceCode.getScope(root), root.name)?.defs ?? [];
	return definition?.type === 'ImportBinding' && String(definition.parent.source.value).startsWith('node:');
}

function isFunction({ type }) {
	return type === 'ArrowFunctionExpression' || type === 'FunctionExpression';
}

function isSafe(node, sourceCode) {
	if (node.type === 'CallExpression') return nameOf(node.callee) === GUARD;
	if (node.type !== 'Identifier') return false;
	const [definition] = findVariable(sourceCode.getScope(node), node.name)?.defs ?? [];
	if (definition?.type === 'Parameter') return isExecutor(definition.node);
	if (definition?.type !== 'Variable' || definition.parent.kind !== 'const') return false;
	return (
		definition.node.init !== null &&
		definition.node.id.type === 'Identifier' &&
		isSafe(definition.node.init, sourceCode)
	);
}

/** The function in `new Promise(function)`. */
function isExecutor({ parent }) {
	return parent.type === 'NewExpression' && nameOf(parent.callee) === 'Promise';
}

function findVariable(scope, name) {
	for (let place = scope; place !== null; place = place.upper) {
		const variable = place.set.get(name);
		if (variable !== undefined) return variable;
	}
	return undefined;
}
