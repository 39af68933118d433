import { MAX_JSON_DEPTH } from '../../bounds';
import { nestsDeeper } from './parse-json';

/** `Response` takes no larger one. */
const MAX_STATUS = 599;

/**
 * An error answer with a body that an SDK can put into an error: what is nested without bound cannot be written as text, and
 * the SDKs fail at it before they say which status it was. Such a body is dropped.
 */
export async function withFlatErrorBody(response: Response): Promise<Response> {
	const { status, statusText, headers, body } = response;
	if (body === null || status > MAX_STATUS) return response;
	const text = await response.text();
	const isFlat = text !== '' && !nestsDeeper(text, MAX_JSON_DEPTH);
	return new Response(isFlat ? text : null, { status, statusText, headers });
}
