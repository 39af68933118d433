import { SERVICES } from '../../../../lib/config/litellm/services';
import { readText, tableUnder } from '../../../docs/read-docs';
import { convert, deploymentOf, entry, ignoredIn } from './converted';

const text = readText('docs/litellm.md');

describe('docs/litellm.md', () => {
	it('gives the strategies that hold', () => {
		for (const [theirs, ours] of tableUnder(text, 'Strategies'))
			expect(
				convert(`${entry('model: ollama/m')}router_settings: {routing_strategy: ${theirs}}`).document.defaults,
			).toEqual({ strategy: ours });
	});

	it('names services that are served', () => {
		const row = tableUnder(text, 'Providers').find(([models]) => models!.startsWith('groq/'))![0]!;
		const prefixes = [...row.matchAll(/([a-z_]+)\/…/g)].map(([, prefix]) => prefix!);
		expect(prefixes.length).toBeGreaterThan(5);
		for (const prefix of prefixes) expect(SERVICES.map((service) => service.prefix)).toContain(prefix);
		expect(SERVICES.length - prefixes.length).toBeGreaterThan(35);
		expect(SERVICES.length - prefixes.length).toBeLessThan(40);
	});

	it('names settings that are ignored', () => {
		const names = tableUnder(text, 'What is ignored').flatMap(([cell]) => cell!.match(/[a-z]+(_[a-z]+)+/g) ?? []);
		expect(names.length).toBeGreaterThan(15);
		for (const name of names) {
			const places = ['litellm_settings', 'router_settings', 'general_settings'].map(
				(section) => `${entry('model: ollama/m')}${section}: {${name}: x}`,
			);
			const lists = [...places, `${entry('model: ollama/m')}${name}: x`, entry(`model: ollama/m, ${name}: x`)].map(
				(yaml) => ignoredIn(yaml).length,
			);
			expect({ name, isIgnored: lists.some((count) => count > 0) }).toEqual({ name, isIgnored: true });
		}
	});

	it('says how the allowed fails and priorities of LiteLLM are counted', () => {
		expect(deploymentOf('model: ollama/m, allowed_fails: 0, order: 0')).toMatchObject({ allowedFails: 1, priority: 1 });
	});
});
