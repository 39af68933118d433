import type { ICredentialDataDecryptedObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { InputFault } from './input-fault';

export interface CredentialChoice {
	/** n8n's name of the credential type. */
	type: string;
	/** What people call it, such as Redis. */
	label: string;
	/** The parameter that asks for it. */
	parameter: string;
	/** With which of its choices; default: `label`. */
	choice?: string;
	/** Another choice there, which needs no credential. */
	otherwise: string;
}

export interface SelectedCredential {
	/** n8n's id, the same for as long as the credential exists, whatever is edited in it. */
	id: string;
	data: ICredentialDataDecryptedObject;
}

/**
 * Hands the credential that is selected on the node to `read`.
 * @throws InputFault when none is selected, or `read` finds a fault in it
 */
export async function readSelectedCredential<T>(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	{ type, label, parameter, choice = label, otherwise }: CredentialChoice,
	read: (credential: SelectedCredential) => T,
): Promise<T> {
	const { name, credentials } = context.getNode();
	const selected = credentials?.[type];
	if (selected === undefined)
		throw new InputFault(
			`${parameter} is ${choice}, but no ${label} credential is selected on the node ${JSON.stringify(name)}; select one, or choose ${otherwise}`,
		);
	const data = await context.getCredentials(type);
	try {
		return read({ id: selected.id ?? selected.name, data });
	} catch (error) {
		throw error instanceof InputFault ? new InputFault(`${label} credential: ${error.message}`) : error;
	}
}
