import type { ModelGroupsSource } from '../../../lib';
import { InputFault } from '../input-fault';
import { rowsOf, textOf } from '../parameter-values';
import { allowedEnvironment } from './allowed-environment';

/**
 * What a Model Groups credential holds, for `readModelGroups`.
 * @throws InputFault when a secret has no name, or two have the same
 */
export function readModelGroupsCredential(data: Readonly<Record<string, unknown>>): ModelGroupsSource {
	const hidden = textOf(data.textMode) === 'hidden';
	const text = hidden ? data.hiddenModelGroups : data.modelGroups;
	return {
		text: typeof text === 'string' ? text : '',
		secrets: readSecrets(data.secrets),
		environment: allowedEnvironment(process.env),
		keysInText: hidden ? 'accepted' : 'refused',
	};
}

function readSecrets(list: unknown): Map<string, string> {
	const secrets = new Map<string, string>();
	for (const [index, entry] of rowsOf(list, 'entries').entries()) {
		const name = textOf(entry.name);
		const value = typeof entry.value === 'string' ? entry.value.trim() : '';
		if (name === '' && value === '') continue;
		if (name === '')
			throw new InputFault(
				`Secrets: entry ${index + 1} has no name; give the name that stands after os.environ/ in the text`,
			);
		if (secrets.has(name))
			throw new InputFault(`Secrets: ${JSON.stringify(name)} stands there twice; remove one of them`);
		// A name without a value is as good as none, so that the text's fault names the place.
		if (value !== '') secrets.set(name, value);
	}
	return secrets;
}
