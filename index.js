/** The library, usable without n8n. n8n itself reads the files that package.json names. */
module.exports = require('./dist/lib');
