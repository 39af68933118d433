/**
 * Routing, limiting and accounting for LLM calls, usable without n8n.
 *
 * `createRouter` is the way in; the rest are the parts it can be given, and the shapes it takes and returns.
 */
export { createRouter, LIMIT_WINDOW_MS, type Router, type RouterOptions } from './router/create-router';
export { MAX_JSON_DEPTH, MAX_NAME_LENGTH, MAX_SHARED_GROUPS_BYTES } from './bounds';
export { parseConfig } from './config/parse-config';
export type { DeploymentInput, GroupInput, RouterConfigInput } from './config/input';
export { readModelGroups, readUnfilledGroups } from './config/model-groups/read-model-groups';
export type {
	AllowedVariable,
	IgnoredSetting,
	ModelGroups,
	ModelGroupsLookUps,
	ModelGroupsSource,
	TextFault,
	TextPlace,
} from './config/model-groups/model-groups';
export { DEFAULTS } from './config/defaults';
export { PROVIDER_TRAITS, type ProviderTraits } from './providers/traits';
export { baseUrlFault, toEndpoint } from './config/endpoint';
export { ConfigError, ERROR_CODES, RoutedLlmError, formatPath, type ConfigFault, type ErrorCode } from './errors';
export * from './types';
export { createProviders } from './providers';
export type { Provider, ProviderCall } from './providers/provider';
export { createMemoryStateStore } from './state/memory';
export type { DeploymentState, StateStore } from './state/state-store';
export { createSharedStateStore, type SharedStateStoreOptions } from './state/shared-state-store';
export { createSharedTexts, type SharedTexts } from './state/redis/shared-texts';
export { DEFAULT_KEY_PREFIX, type RedisSettings } from './state/redis/redis-settings';
export { parseRedisUrl, type RedisUrlSettings } from './state/redis/parse-redis-url';
export { testRedis } from './state/redis/test-redis';
export {
	createSqliteAlertLedger,
	createSqliteDrainedOutbox,
	createSqliteOutbox,
	createSqliteUsageLog,
} from './usage/sqlite';
export { DEFAULT_KEEP_CALLS_DAYS } from './usage/retention';
export {
	createPostgresAlertLedger,
	createPostgresUsageLog,
	DEFAULT_POOL_SIZE,
	DEFAULT_SCHEMA,
	parsePostgresUrl,
	testPostgres,
	type PostgresSettings,
	type PostgresTls,
	type PostgresUrlSettings,
} from './usage/postgres';
export type { AlertClaim, AlertLedger } from './types/alert-ledger';
export { ReportError } from './usage/reports/report-error';
export {
	resolvePeriod,
	type PeriodChoice,
	type PeriodContext,
	type ReportPeriod,
	type TimeSpan,
} from './usage/reports/periods';
export { slicesOf, type Slices } from './usage/reports/slices';
export {
	summarizeSpend,
	type SpendChange,
	type SpendSummary,
	type SummaryDimension,
	type SummaryRequest,
	type SummaryRow,
} from './usage/reports/spend-summary';
export { spendOverTime, type OverTimeRequest } from './usage/reports/spend-over-time';
export { renderSpendChart } from './usage/reports/chart/render-spend-chart';
export type { SpendChart, SpendSeries } from './usage/reports/chart/spend-chart';
export { renderDigest, type Digest, type DigestOptions } from './usage/reports/digest/render-digest';
export { checkBudget, type BudgetCheck, type BudgetRequest, type DueAlert } from './usage/reports/check-budget';
export { DEFAULT_RUNAWAY_FACTOR, DEFAULT_THRESHOLDS_PERCENT } from './policy/budget';
export { UsageLogError } from './usage/usage-log-error';
export type { Outbox, UsageLog, WaitingRows, UsageTotals, CallFilter, PeriodFilter } from './usage/usage-log';
export { createPricing, type Pricing } from './pricing/pricing';
export { systemClock, type Clock } from './clock';
export { countContainedFaults, inBackground } from './guarded';
export { readDataUrl, type InlineData } from './data-url';
export type { ModelDetails } from './policy/abilities';
export { localityOf } from './policy/locality';
export { foldActivity, type DeploymentActivity } from './policy/deployment-activity';
export {
	judgeGroups,
	judgeHealth,
	type DeploymentJudgement,
	type GroupHealth,
	type HealthStatus,
} from './policy/deployment-health';
export { budgetAlertText, type AlertText } from './alerts/budget-alert';
export { sendDueAlerts, type SendOptions, type SentAlerts } from './alerts/send-due-alerts';
export type { NtfySettings } from './alerts/ntfy/ask-ntfy';
export { createNtfyClient, type NtfyClient } from './alerts/ntfy/ntfy-client';
export { NtfyError } from './alerts/ntfy/ntfy-error';
export { topicFault, type NtfyMessage } from './alerts/ntfy/ntfy-message';
