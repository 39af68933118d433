import type { IExecuteFunctions } from 'n8n-workflow';
import type { ContentPart } from '../../lib';
import { InputFault } from './input-fault';

/** @throws InputFault that names the field, when the item lacks it. Reads no content. */
export function checkBinaryFields(context: IExecuteFunctions, itemIndex: number, fields: readonly string[]): void {
	const binary = context.getInputData()[itemIndex]?.binary ?? {};
	for (const field of fields) {
		if (binary[field] !== undefined) continue;
		const present = Object.keys(binary);
		throw new InputFault(
			`the binary field ${JSON.stringify(field)} is not there; ${
				present.length === 0 ? 'the item has no binary data' : `the item has ${present.join(', ')}`
			}`,
		);
	}
}

/** The content of binary fields as parts of a user's message: images as images, everything else as files. */
export async function readBinaryParts(
	context: IExecuteFunctions,
	itemIndex: number,
	fields: readonly string[],
): Promise<ContentPart[]> {
	const parts: ContentPart[] = [];
	for (const field of fields) {
		const { mimeType, fileName } = context.helpers.assertBinaryData(itemIndex, field);
		const dataBase64 = (await context.helpers.getBinaryDataBuffer(itemIndex, field)).toString('base64');
		parts.push(
			mimeType.startsWith('image/')
				? { type: 'image', mediaType: mimeType, dataBase64 }
				: { type: 'file', mediaType: mimeType, dataBase64, fileName: fileName ?? field },
		);
	}
	return parts;
}
