import { readDataUrl } from '../../lib/data-url';

describe('a data URL', () => {
	it.each([
		['data:image/png;base64,AAAA', 'image/png', 'AAAA'],
		['DATA:image/svg+xml;BASE64,AA==', 'image/svg+xml', 'AA=='],
		['data:text/plain;charset=utf-8;base64,AA\nAA', 'text/plain', 'AA\nAA'],
		['data:image/png;base64,', 'image/png', ''],
	])('%j holds %s', (url, mediaType, dataBase64) => {
		expect(readDataUrl(url)).toEqual({ mediaType, dataBase64 });
	});

	it.each([
		['https://example.com/a,b;base64,AAAA'],
		['data:image/png;base64'],
		['data:image/svg+xml,<svg/>'],
		['data:text/plain,;base64,AAAA'],
		['data:;base64,AAAA'],
		['data:base64,AAAA'],
		[''],
	])('%j is none that holds base64', (url) => {
		expect(readDataUrl(url)).toBeUndefined();
	});

	it('may hold a hundred megabytes', () => {
		const dataBase64 = 'A'.repeat(100 * 1024 * 1024);
		expect(readDataUrl(`data:image/png;base64,${dataBase64}`)?.dataBase64 === dataBase64).toBe(true);
	});
});
