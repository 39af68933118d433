import { once } from 'node:events';
import net from 'node:net';

export interface ReceivedMail {
	/** The envelope's addresses. */
	from: string;
	to: string[];
	/** Headers and body as they came. */
	text: string;
}

export interface FakeSmtp {
	readonly host: '127.0.0.1';
	readonly port: number;
	readonly mails: ReceivedMail[];
	close(): Promise<void>;
}

/** A mail server that takes every mail, without TLS and without login, and keeps it (RFC 5321, as far as a client needs it). */
export async function startFakeSmtp(): Promise<FakeSmtp> {
	const mails: ReceivedMail[] = [];
	const sockets = new Set<net.Socket>();
	const server = net.createServer((socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		socket.on('error', () => socket.destroy());
		converse(socket, (mail) => mails.push(mail));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		host: '127.0.0.1',
		port: (server.address() as net.AddressInfo).port,
		mails,
		async close() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}

function converse(socket: net.Socket, receive: (mail: ReceivedMail) => void): void {
	let mail: ReceivedMail = { from: '', to: [], text: '' };
	let buffered = '';
	let inData = false;
	const say = (line: string) => socket.write(`${line}\r\n`);

	const hear = (line: string): void => {
		const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
		switch (line.slice(0, 4).toUpperCase()) {
			case 'MAIL':
				mail = { from: address, to: [], text: '' };
				return void say('250 OK');
			case 'RCPT':
				mail.to.push(address);
				return void say('250 OK');
			case 'DATA':
				inData = true;
				return void say('354 End with a dot');
			case 'QUIT':
				say('221 Bye');
				return void socket.end();
			default:
				say('250 fake-smtp');
		}
	};

	socket.setEncoding('utf8');
	socket.on('data', (text: string) => {
		buffered += text;
		for (let end = buffered.indexOf('\r\n'); end !== -1; end = buffered.indexOf('\r\n')) {
			const line = buffered.slice(0, end);
			buffered = buffered.slice(end + 2);
			if (!inData) hear(line);
			else if (line === '.') {
				inData = false;
				receive(mail);
				say('250 Taken');
			} else mail.text += `${line.replace(/^\./, '')}\r\n`;
		}
	});
	say('220 fake-smtp');
}
