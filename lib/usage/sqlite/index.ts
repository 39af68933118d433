export { createSqliteAlertLedger } from './sqlite-alert-ledger';
export { createSqliteDrainedOutbox } from './sqlite-drained-outbox';
export { createSqliteOutbox } from './sqlite-outbox';
export { createSqliteUsageLog } from './sqlite-usage-log';
