import { once } from 'node:events';
import net from 'node:net';
import { startPostgres } from './start-postgres';

test('a Postgres answers on its port, and is gone when it was stopped', async () => {
	const { host, port, stop } = await startPostgres();
	const socket = net.connect(port, host);
	const wantsTls = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
	socket.write(wantsTls);
	const [answer] = (await once(socket, 'data')) as [Buffer];
	expect(answer.toString()).toBe('N'); // it speaks the protocol, and does without TLS
	socket.destroy();
	await stop();
	const refused = net.connect(port, host);
	expect((await once(refused, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' });
	await stop();
});
