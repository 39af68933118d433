import { seal, SEALED_FOR_MS, unseal } from '../../nodes/shared/model-groups/sealed-groups';

const KEY = 'n8n-encryption-key-1';
const OWNER = { instance: 'n8n-1', credential: 'c1' };
const GROUPS = { groups: { chat: { deployments: [{ provider: 'ollama', model: 'planted-model' }] } } };
const NOW_MS = 1_800_000_000_000;
const sealed = seal(GROUPS, OWNER, KEY, NOW_MS);

describe('sealed model groups', () => {
	it('come back as they were, for the same credential of the same n8n', () => {
		expect(unseal(sealed, OWNER, KEY, NOW_MS)).toEqual(GROUPS);
		expect(unseal(seal(GROUPS, { credential: 'c1' }, KEY, NOW_MS), { credential: 'c1' }, KEY, NOW_MS)).toEqual(GROUPS);
	});

	it('show nothing of what they say, nor of the key', () => {
		const bytes = Buffer.from(sealed.split('.')[1]!, 'base64').toString('latin1');
		for (const text of [sealed, bytes])
			for (const word of ['planted', 'ollama', 'chat', KEY]) expect(text).not.toContain(word);
		expect(seal(GROUPS, OWNER, KEY, NOW_MS)).not.toBe(sealed);
	});

	it.each([
		['another encryption key', sealed, OWNER, 'another-key', NOW_MS],
		['another credential', sealed, { ...OWNER, credential: 'c2' }, KEY, NOW_MS],
		['another n8n', sealed, { ...OWNER, instance: 'n8n-2' }, KEY, NOW_MS],
		[
			'ids that run together',
			seal(GROUPS, { instance: 'a', credential: 'bc' }, KEY, NOW_MS),
			{ instance: 'ab', credential: 'c' },
			KEY,
			NOW_MS,
		],
		['a changed text', sealed.replace(/.{6}$/, 'AAAAA='), OWNER, KEY, NOW_MS],
		['a shortened text', sealed.slice(0, 40), OWNER, KEY, NOW_MS],
		['a signature of four bytes', `v2.${Buffer.alloc(16).toString('base64')}`, OWNER, KEY, NOW_MS],
		['a text more than 30 days old', sealed, OWNER, KEY, NOW_MS + SEALED_FOR_MS + 1],
		['a clock more than 30 days ahead', sealed, OWNER, KEY, NOW_MS - SEALED_FOR_MS - 1],
		['an unsigned text', JSON.stringify({ text: 'groups: {}', signatures: {} }), OWNER, KEY, NOW_MS],
		['groups in clear', JSON.stringify(GROUPS), OWNER, KEY, NOW_MS],
		['nothing', '', OWNER, KEY, NOW_MS],
	])('are not taken with %s', (_what, text, owner, key, nowMs) => {
		expect(unseal(text, owner, key, nowMs)).toBeUndefined();
	});
});
