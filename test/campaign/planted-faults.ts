import type { InvariantId } from './invariants/violation';

/** A fault of the router that the campaign must find. Only a compiled copy ever has it. */
export interface PlantedFault {
	/** A fact that would be wrong. */
	name: string;
	/** Under `lib`. */
	file: string;
	/** Found exactly once in the file; the test fails when it is not. */
	search: string;
	replace: string;
	/** What the campaign must say is broken. */
	breaks: InvariantId;
	/** Faults that bring it to light, so that some hundred calls do where all faults together would take some thousand. */
	focus?: readonly string[];
}

export const PLANTED_FAULTS: readonly PlantedFault[] = [
	{
		name: 'a concurrency limit lets one more in',
		file: 'state/memory/admissibility.ts',
		search: 'record.leases.size >= concurrency',
		replace: 'record.leases.size > concurrency',
		breaks: 'limits',
	},
	{
		name: 'RPM in Redis lets one more in',
		file: 'state/redis/scripts/parts/admissibility.lua',
		search: 'if count >= rpm then',
		replace: 'if count > rpm then',
		breaks: 'limits',
	},
	{
		name: 'an SDK tries again by itself',
		file: 'providers/openai/openai-client.ts',
		search: 'maxRetries: 0,',
		replace: 'maxRetries: 1,',
		breaks: 'requests',
		focus: ['retry-after/', 'refusal/5', 'reset/'],
	},
	{
		name: 'a redirect is followed',
		file: 'providers/http/fetch.ts',
		search: "redirect: 'manual'",
		replace: "redirect: 'follow'",
		breaks: 'locality',
		focus: ['redirect/'],
	},
	{
		name: 'local only is forgotten for lower priorities',
		file: 'policy/abilities.ts',
		search: "if (needs.localOnly && deployment.locality === 'cloud')\n\t\treturn {",
		replace: "if (needs.localOnly && deployment.locality === 'cloud' && deployment.priority === 1)\n\t\treturn {",
		breaks: 'locality',
	},
	{
		name: 'what a server quotes of the prompt is shown',
		file: 'redaction/redact.ts',
		search: '...echoRanges(message, promptTexts, names),',
		replace: '',
		breaks: 'secrets',
		focus: ['echo/'],
	},
	{
		name: 'a call whose consumer left has no row',
		file: 'router/run-call.ts',
		search: 'await call.abandon();',
		replace: '',
		breaks: 'row',
	},
	{
		name: 'the deadline is not watched',
		file: 'router/watchdog.ts',
		search: 'this.after(deadlineMs, () =>',
		replace: 'this.after(deadlineMs * 100, () =>',
		breaks: 'ending',
		focus: ['endless/', 'slow/'],
	},
	{
		name: 'silence in the middle of an answer ends the call',
		file: 'policy/failure-rules.ts',
		search: "timeout_idle: rule('no', 'yes', 'failure')",
		replace: "timeout_idle: rule('no', 'no', 'failure')",
		breaks: 'failover',
		focus: ['stall/'],
	},
	{
		name: 'an answer that was cut is taken for whole',
		file: 'providers/openai/openai-stream.ts',
		search: 'if (!marked || !hasContent)',
		replace: 'if (!hasContent)',
		breaks: 'text',
		focus: ['cut/'],
	},
	{
		name: 'a Retry-After of less than ten seconds is forgotten',
		file: 'policy/failure-rules.ts',
		search: "if (failure.kind === 'rate_limited' && failure.retryAfterMs !== undefined)",
		replace: "if (failure.kind === 'rate_limited' && (failure.retryAfterMs ?? 0) > 10_000)",
		breaks: 'retry-after',
		focus: ['retry-after/429 in'],
	},
	{
		name: 'a refusal keeps its place',
		file: 'state/memory/settle.ts',
		search: '\t\treleaseLease(state, lease);',
		replace: "\t\tif (settlement.outcome.kind !== 'neutral') releaseLease(state, lease);",
		breaks: 'leftovers',
		focus: ['refusal/4'],
	},
	{
		name: 'a request goes on when its call has ended',
		file: 'providers/http/attempt.ts',
		search: '{ ...init, signal, onReach, maxBytes }',
		replace: '{ ...init, signal: null, onReach, maxBytes }',
		breaks: 'leftovers',
		focus: ['stall/', 'endless/'],
	},
	{
		name: 'a place that gets free wakes no call that waits for it',
		file: 'state/memory/settle.ts',
		search: '\n\twakeHead(state, record);',
		replace: '',
		breaks: 'queue',
		focus: ['slow/body', 'slow/long', 'pieces/', 'head/connection'],
	},
];
