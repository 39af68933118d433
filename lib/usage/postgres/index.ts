export { parsePostgresUrl, type PostgresUrlSettings } from './parse-postgres-url';
export { createPostgresAlertLedger } from './postgres-alert-ledger';
export { DEFAULT_POOL_SIZE, DEFAULT_SCHEMA, type PostgresSettings, type PostgresTls } from './postgres-settings';
export { createPostgresUsageLog } from './postgres-usage-log';
export { testPostgres } from './test-postgres';
