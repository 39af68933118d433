import { seal, unseal } from '../../nodes/shared/model-groups/sealed-text';

const KEY = 'sk-planted-0123456789abcdef';
const of = (secrets: Record<string, string>) => new Map(Object.entries(secrets));

describe('a text in a place where others may write', () => {
	it('comes back as it was, without the secret that signed it', () => {
		const sealed = seal('groups: {}', of({ OPENAI_API_KEY: KEY }));
		expect(sealed).not.toContain(KEY);
		expect(unseal(sealed, of({ OPENAI_API_KEY: KEY }))).toBe('groups: {}');
	});

	it('still does when another secret has changed, or come', () => {
		const sealed = seal('groups: {}', of({ A: `${KEY}-a`, B: `${KEY}-b` }));
		expect(unseal(sealed, of({ A: `${KEY}-a`, B: `${KEY}-new`, C: `${KEY}-c` }))).toBe('groups: {}');
	});

	it.each([
		['made up', JSON.stringify({ text: 'groups: {}' })],
		['changed', seal('groups: {}', of({ A: KEY })).replace('groups', 'gruops')],
		['signed by another', seal('groups: {}', of({ A: `${KEY}-other` }))],
		['signed under another name', seal('groups: {}', of({ B: KEY }))],
		['of another program', 'groups: {}'],
		['nothing', 'null'],
	])('is not taken when it is %s', (_how, sealed) => {
		expect(unseal(sealed, of({ A: KEY }))).toBeUndefined();
	});

	it('is taken unsigned where there is no secret to be had, and signed by none that is short', () => {
		expect(unseal(seal('groups: {}', of({})), of({}))).toBe('groups: {}');
		expect(seal('groups: {}', of({ A: 'short' }))).toBe('{"text":"groups: {}","signatures":{}}');
	});
});
