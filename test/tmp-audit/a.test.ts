import { createRouter } from '../../lib/router/create-router';
import { createServer } from 'node:net';
import { startFaultServer } from '../support/fault-server';
import { redact, confidentialOf } from '../../lib/providers/http/redact';
import { systemClock } from '../../lib/clock';
import { createRequire } from 'node:module';
const req = (more: any = {}) => ({ group: 'chat', messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }], ...more });
it('blackhole', async () => {
	const rows: any[] = [];
	const s = await startFaultServer();
	const r = createRouter({ groups: { chat: { deployments: [
		{ provider: 'openai-compatible', baseUrl: 'http://192.0.2.1:81/v1', model: 'm1', priority: 1, firstTokenSeconds: 1, rpm: 5, prices: { inputPerMillion: 1e6, outputPerMillion: 1e6 } },
		{ provider: 'openai-compatible', baseUrl: s.url + '/v1', model: 'm2', priority: 2, prices: { inputPerMillion: 0, outputPerMillion: 0 } } ] } } }, { outbox: { append: (x) => void rows.push(x), close() {} } });
	const a = await r.chat(req());
	console.log('B1', JSON.stringify(a.routing.attempts[0]), a.costUsd, rows[0].estimated);
	await r.close(); await s.close();
}, 20000);
it('redact', () => {
	const ep: any = { baseUrl: 'http://x', apiKey: 'My "odd\\key/+=value', headers: { 'X-A': 'pass word/1+2' } };
	const c = confidentialOf(ep);
	for (const t of [JSON.stringify(ep.apiKey), encodeURIComponent(ep.headers['X-A']), Buffer.from(ep.apiKey).toString('base64'), JSON.stringify(JSON.stringify({ k: ep.apiKey }))]) console.log('R', t, '=>', redact('bad ' + t + ' end', c));
});
it('masked tail', () => {
	const c = confidentialOf({ baseUrl: 'http://x', apiKey: 'planted-key-5f1c-abcdefgh', headers: {} } as any);
	console.log('R2', redact('Incorrect API key provided: planted-key-5f1c-abcd****. ', c));
	console.log('R3', redact('key PLANTED-KEY-5F1C-ABCDEFGH', c));
});
it('clock', () => {
	const real = Date.now;
	// the wall clock steps forward 8 h (suspend, NTP): Date.now does, the router's clock does not
	Date.now = () => real() + 8 * 3_600_000;
	console.log('C', Math.round((Date.now() - systemClock.now()) / 3_600_000), 'h behind');
	Date.now = real;
});
