const BRACE = 0x7b;
const BRACKET = 0x5b;
const SPACE = 0x20;
/** The first three bytes of some texts in UTF-8. */
const BYTE_ORDER_MARK = new Set([0xef, 0xbb, 0xbf]);

/**
 * Whether a body without a content type is JSON, by its first character: no stream of events begins with a brace or a
 * bracket. The returned body is the whole one; the one handed in must not be read any more.
 */
export async function beginsAsJson(
	body: ReadableStream<Uint8Array>,
): Promise<{ isJson: boolean; body: ReadableStream<Uint8Array> }> {
	const reader = body.getReader();
	const read: Uint8Array[] = [];
	for (;;) {
		const { value } = await reader.read();
		if (value !== undefined) read.push(value);
		const first = value?.find((byte) => byte > SPACE && !BYTE_ORDER_MARK.has(byte));
		if (value !== undefined && first === undefined) continue;
		return { isJson: first === BRACE || first === BRACKET, body: again(read, reader) };
	}
}

function again(
	read: readonly Uint8Array[],
	reader: ReadableStreamDefaultReader<Uint8Array>,
): ReadableStream<Uint8Array> {
	const pending = [...read];
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const value = pending.shift() ?? (await reader.read()).value;
				if (value === undefined) controller.close();
				else controller.enqueue(value);
			},
			cancel: async (reason) => await reader.cancel(reason),
		},
		{ highWaterMark: 0 },
	);
}
