import type { NtfySettings } from '../../lib';
import { InputFault } from './input-fault';
import { passwordOf, textOf } from './parameter-values';

type Data = Readonly<Record<string, unknown>>;

/**
 * What an ntfy credential says, complete and checked.
 * @throws InputFault with one sentence that names the field and repeats nothing of its content
 */
export function readNtfySettings(data: Data): NtfySettings {
	return { baseUrl: readBaseUrl(data), login: readLogin(data) };
}

function readBaseUrl(data: Data): string {
	const text = textOf(data.baseUrl);
	if (text === '') throw new InputFault('Server URL is empty: give one such as https://ntfy.sh');
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol))
		throw new InputFault('Server URL must begin with https:// or http://, such as https://ntfy.sh');
	if (url.username !== '' || url.password !== '')
		throw new InputFault('Server URL must not hold a user or password; enter them under Authentication');
	if (url.search !== '' || url.hash !== '') throw new InputFault('Server URL must not have ? or # in it');
	return text;
}

function readLogin(data: Data): NtfySettings['login'] {
	switch (textOf(data.authentication) || 'none') {
		case 'none':
			return { kind: 'none' };
		case 'token': {
			const token = textOf(data.token);
			if (token === '') throw new InputFault('Access Token is empty: enter it, or choose another Authentication');
			if (/[^\x21-\x7e]/.test(token))
				throw new InputFault('Access Token has a character in it that no token has; paste it again');
			return { kind: 'token', token };
		}
		case 'user': {
			const user = textOf(data.user);
			const password = passwordOf(data.password);
			if (user === '' || user.includes(':'))
				throw new InputFault('User is empty or has a colon in it: enter the name of a user of the server');
			if (password === undefined) throw new InputFault('Password is empty: enter it, or choose another Authentication');
			return { kind: 'user', user, password };
		}
		default:
			throw new InputFault('Authentication must be None, Access Token or User and Password');
	}
}
