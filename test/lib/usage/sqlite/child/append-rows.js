/**
 * A process that appends on command, as an n8n worker would: `node append-rows.js LIB FOLDER`, where LIB is
 * the compiled `lib`. Every command is answered once it is done; `appendAndDie` has no answer.
 */
const { join } = require('node:path');

const [lib, folder] = process.argv.slice(2);
const { createSqliteOutbox } = require(join(lib, 'usage/sqlite/sqlite-outbox.js'));
const outbox = createSqliteOutbox({ folder });

process.on('message', ({ command, rows }) => {
	let lost;
	for (const row of rows ?? []) {
		try {
			outbox.append(row);
		} catch (error) {
			lost = error.message;
		}
	}
	if (command === 'appendAndDie') process.kill(process.pid, 'SIGKILL');
	process.send({ done: command, lost, waiting: outbox.waiting });
});
process.on('disconnect', () => process.exit());
process.send({ done: 'start' });
