export { createSqliteOutbox } from './sqlite-outbox';
export { createSqliteUsageLog } from './sqlite-usage-log';
