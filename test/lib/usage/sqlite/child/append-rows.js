/**
 * A process that appends on command, as an n8n worker would: `node append-rows.js LIB FOLDER`, where LIB is
 * the compiled `lib`. Every command is answered once it is done; `appendAndDie` has no answer.
 */
const { join } = require('node:path');

const [lib, folder] = process.argv.slice(2);
const { createSqliteOutbox } = require(join(lib, 'usage/sqlite/sqlite-outbox.js'));
const outbox = createSqliteOutbox({ folder });

process.on('message', ({ command, rows }) => {
	for (const row of rows ?? []) outbox.append(row);
	if (command === 'appendAndDie') process.kill(process.pid, 'SIGKILL');
	process.send({ done: command });
});
process.on('disconnect', () => process.exit());
process.send({ done: 'start' });
