import { localityOf } from '../../../lib/policy/locality';

describe('locality', () => {
	it.each([
		'http://127.0.0.1:11434',
		'http://127.9.9.9',
		'http://localhost:11434',
		'http://10.1.2.3:11434',
		'http://172.16.0.1',
		'http://172.31.255.255',
		'http://192.168.1.20:11434',
		'http://169.254.7.7',
		'http://100.64.0.1',
		'http://100.127.255.255',
		'http://[::1]:11434',
		'http://[fd12:3456::1]',
		'http://[fe80::1]',
		'http://[::ffff:192.168.1.20]',
		'http://ollama:11434',
		'http://host.docker.internal:11434',
		'http://desk.local:11434',
		'http://DESK.LAN',
		'http://nas.home.arpa',
		'http://localhost.:11434',
		'http://0.0.0.0:11434',
		'http://[::]:11434',
		'http://desk.tail1234.ts.net:11434',
		'http://desk.fritz.box',
		'http://desk.home',
	])('takes Ollama at %s for local', (baseUrl) => {
		expect(localityOf('ollama', baseUrl, 'llama3.2:3b')).toBe('local');
	});

	it.each([
		'https://ollama.com',
		'http://8.8.8.8:11434',
		'http://172.15.0.1',
		'http://172.32.0.1',
		'http://192.169.1.1',
		'http://100.63.0.1',
		'http://100.128.0.1',
		'http://[2001:db8::1]',
		'http://[::ffff:8.8.8.8]',
		'http://127.0.0.1.example.com',
		'http://local.example.com',
		'http://notlocal.example',
	])('takes Ollama at %s for cloud', (baseUrl) => {
		expect(localityOf('ollama', baseUrl, 'llama3.2:3b')).toBe('cloud');
	});

	it.each(['gpt-oss:120b-cloud', 'qwen3-coder:480B-CLOUD', 'kimi-k2:cloud'])(
		'takes %s for cloud wherever its server stands, since Ollama passes it on',
		(model) => {
			expect(localityOf('ollama', 'http://127.0.0.1:11434', model)).toBe('cloud');
		},
	);

	it.each(['cloudy:7b', 'cloud-model:7b', 'llama3.2'])('does not take %s for cloud by its name', (model) => {
		expect(localityOf('ollama', 'http://127.0.0.1:11434', model)).toBe('local');
	});

	it('takes every other provider for cloud unless the user says otherwise', () => {
		expect(localityOf('openai-compatible', 'http://127.0.0.1:8000/v1', 'm')).toBe('cloud');
		expect(localityOf('openai', 'http://127.0.0.1:8000/v1', 'm')).toBe('cloud');
		expect(localityOf('anthropic', 'http://127.0.0.1:8000', 'm')).toBe('cloud');
	});
});
