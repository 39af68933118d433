// @ts-check
'use strict';

// Loaded into n8n ahead of its own code: a parent that was killed cannot end its child, so the child watches the parent.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
