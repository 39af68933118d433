// @ts-check
'use strict';

/** In a process of its own: loads modules and prints what that took, in ms. Those behind `--loaded` are loaded before. */

const [before = '', after = ''] = process.argv.slice(2).join(' ').split('--loaded');
const list = (/** @type {string} */ text) => text.split(' ').filter((name) => name !== '');
for (const name of list(after)) require(name);
const startedAt = performance.now();
for (const name of list(before)) require(name);
process.stdout.write(JSON.stringify({ loadMs: performance.now() - startedAt }));
