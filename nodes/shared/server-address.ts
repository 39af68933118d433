import { InputFault } from './input-fault';
import { numberOf, textOf } from './parameter-values';

export interface ServerAddress {
	host: string;
	port: number;
}

/**
 * A server from the fields Host and Port of a credential that can also take a URL.
 * @param product what the server is, such as Redis
 * @throws InputFault with one sentence that names the field and repeats nothing of its content
 */
export function readServer(
	data: Readonly<Record<string, unknown>>,
	product: string,
	defaultPort: number,
): ServerAddress {
	const host = textOf(data.host);
	if (host === '') throw new InputFault(`Host is empty: give the name or address of the ${product} server`);
	if (!isHost(host))
		throw new InputFault('Host must be a name or an address alone; for a URL, choose URL under Connection');
	const port = numberOf(data.port) ?? defaultPort;
	if (!isPort(port)) throw new InputFault('Port must be a whole number from 1 to 65535');
	return { host: withoutBrackets(host), port };
}

/**
 * What `parse` makes of the field URL of such a credential.
 * @param parse throws an Error with a sentence that repeats nothing of the URL
 * @throws InputFault
 */
export function readUrl<T>({ url }: Readonly<Record<string, unknown>>, example: string, parse: (url: string) => T): T {
	const text = textOf(url);
	if (text === '') throw new InputFault(`URL is empty: give one such as ${example}`);
	try {
		return parse(text);
	} catch (error) {
		throw new InputFault((error as Error).message);
	}
}

export const isHost = (text: string): boolean => /^([^\s/@:[\]]+|\[[\da-f:.%\w]+\]|[\da-f]*:[\da-f:.]+)$/i.test(text);
export const isPort = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 65_535;
export const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');
