import { z } from 'zod';
import { MAX_HEADERS, MAX_NAME_LENGTH, MAX_SETTING_LENGTH } from '../bounds';
import { PROVIDER_NAMES, STRATEGIES } from '../types/deployment';
import { quoteWord } from './quote-word';
import { entriesOf, fieldOf } from './raw-input';
import { suggest } from './suggest';

/**
 * What a configuration may say, in the units people write: seconds, USD per million tokens. This file is the
 * only list of the settings, their bounds and their rules; defaults stand in `defaults.ts`.
 */

const seconds = (label: string, max: number) =>
	z
		.number({ invalid_type_error: `${label} must be a number of seconds` })
		.positive(`${label} must be more than 0 seconds`)
		.max(max, `${label} must be at most ${max} seconds`);

const secondsOrZero = (label: string, max: number) =>
	z
		.number({ invalid_type_error: `${label} must be a number of seconds` })
		.min(0, `${label} must be 0 or more seconds`)
		.max(max, `${label} must be at most ${max} seconds`);

const whole = (label: string, min: number, max: number) =>
	z
		.number({ invalid_type_error: `${label} must be a whole number` })
		.int(`${label} must be a whole number`)
		.min(min, `${label} must be ${min} or more`)
		.max(max, `${label} must be at most ${max}`);

const price = (label: string) =>
	z
		.number({ invalid_type_error: `${label} must be a number of USD per million tokens` })
		.min(0, `${label} must be 0 or more USD per million tokens`)
		.finite(`${label} must be a number of USD per million tokens`);

const DAY_SECONDS = 86_400;

const setting = (label: string) =>
	z.string().max(MAX_SETTING_LENGTH, `${label} is longer than ${MAX_SETTING_LENGTH} characters`);

const NAME_TOO_LONG = `is longer than ${MAX_NAME_LENGTH} characters; choose a shorter one`;

/** Settings that a deployment may set over its group. */
const knobs = {
	/** From the request to the first token. Default 60; Ollama 240. */
	firstTokenSeconds: seconds('The first-token timeout', DAY_SECONDS).optional(),
	/** Between two tokens. Default 30. */
	idleSeconds: seconds('The idle timeout', DAY_SECONDS).optional(),
	/** A whole attempt. Default: none, the other two govern. */
	attemptSeconds: seconds('The attempt timeout', DAY_SECONDS).optional(),
	/** Retries on the same deployment in one call. Default 1. */
	retries: whole('Retries', 0, 9).optional(),
	/** Consecutive failures that start a cooldown. Default 3. */
	allowedFails: whole('Allowed fails', 1, 1000).optional(),
	/** Default 60; 0 turns cooldown off. */
	cooldownSeconds: secondsOrZero('The cooldown', DAY_SECONDS).optional(),
	/** Wait for a full deployment before looking at lower priorities. Default: local the whole queue wait, cloud 0. */
	patienceSeconds: secondsOrZero('Patience', DAY_SECONDS).optional(),
};

const pricesInput = z
	.object({
		inputPerMillion: price('The input price'),
		outputPerMillion: price('The output price'),
		cachedInputPerMillion: price('The cached-input price').optional(),
		cacheWritePerMillion: price('The cache-write price').optional(),
	})
	.strict();

const supportsInput = z
	.object({
		/** Images in user messages. */
		images: z.boolean().optional(),
		/** Tools and their results. */
		tools: z.boolean().optional(),
		/** Answers that fit a JSON schema. */
		jsonSchema: z.boolean().optional(),
	})
	.strict();

function providerFault(found: unknown): string {
	const choices = `use one of ${PROVIDER_NAMES.join(', ')}`;
	if (found === undefined) return `A deployment needs a provider; ${choices}`;
	const word = quoteWord(found);
	const meant = word === '' ? undefined : suggest(`${found as string}`, PROVIDER_NAMES);
	return `Unknown provider${word}; ${meant === undefined ? choices : `did you mean ${JSON.stringify(meant)}?`}`;
}

export const deploymentInput = z
	.object({
		provider: z.enum(PROVIDER_NAMES, { errorMap: (_issue, { data }) => ({ message: providerFault(data) }) }),
		/** Default: the vendor's public address; Ollama `http://127.0.0.1:11434`; OpenAI-compatible needs one. */
		baseUrl: setting('The base URL').optional(),
		apiKey: setting('The key').optional(),
		/** Extra request headers. */
		headers: z
			.record(setting('The header'))
			.refine((headers) => Object.keys(headers).length <= MAX_HEADERS, `There are more than ${MAX_HEADERS} headers`)
			.optional(),
		model: z
			.string({ required_error: 'A deployment needs a model', invalid_type_error: 'The model must be text' })
			.trim()
			.min(1, 'The model is empty; choose one or type its name')
			.max(MAX_NAME_LENGTH, `The model ${NAME_TOO_LONG}`),
		/** What people read in answers and reports. Default `provider/model`. */
		name: z.string().trim().min(1, 'The name is empty').max(MAX_NAME_LENGTH, `The name ${NAME_TOO_LONG}`).optional(),
		/** 1 is tried first. Default 1. */
		priority: whole('Priority', 1, 1000).optional(),
		/** Share of the load among deployments of the same priority. Default 1. */
		weight: z
			.number({ invalid_type_error: 'Weight must be a number' })
			.positive('Weight must be more than 0')
			.max(1_000_000, 'Weight must be at most 1000000')
			.optional(),
		/** Requests in every 60 seconds; 0 blocks. Default: no limit. */
		rpm: whole('The RPM limit', 0, 10_000_000).optional(),
		/** Tokens in every 60 seconds; 0 blocks. Default: no limit. */
		tpm: whole('The TPM limit', 0, 10_000_000_000).optional(),
		/** Requests at the same time; 0 blocks. Default: no limit; local Ollama 1. */
		concurrency: whole('The concurrency limit', 0, 1_000_000).optional(),
		/** Default: Ollama on a private or loopback address is local, everything else cloud. */
		locality: z.enum(['local', 'cloud']).optional(),
		/** Over the price catalogue's. */
		prices: pricesInput.optional(),
		/** Tokens. Default: from the price catalogue, where it knows the model. */
		contextWindow: whole('The context window', 1, 1_000_000_000).optional(),
		/** What the model can do. Default: as Ollama says of its models; what nobody says is tried. */
		supports: supportsInput.optional(),
		...knobs,
	})
	.strict();

export const groupInput = z
	.object({
		deployments: z
			.array(deploymentInput, { required_error: 'A model group needs a list of deployments' })
			.min(1, 'The group has no deployments; add at least one'),
		/** Among deployments of the same priority. Default weighted. */
		strategy: z.enum(STRATEGIES).optional(),
		/** Attempts in one call. Default: deployments plus retries, at most 10. */
		maxAttempts: whole('The maximum of attempts', 1, 100).optional(),
		/** Time a call may take, time in line not counted. Default 900. */
		deadlineSeconds: seconds('The deadline', DAY_SECONDS).optional(),
		/** Longest time in line. Default 300. */
		maxQueueWaitSeconds: secondsOrZero('The longest queue wait', DAY_SECONDS).optional(),
		/** When a stream breaks after the user saw a part of it. Default error. */
		midStreamFailure: z.enum(['error', 'continue']).optional(),
		/** A content policy refusal goes to the next deployment. Default false. */
		failoverOnRefusal: z.boolean().optional(),
		/** Cloud deployments are never used, those of fallbacks neither. Default false. */
		localOnly: z.boolean().optional(),
		/** Names of groups whose deployments follow when this group's have failed, in this order, and so on with theirs. Default: none. */
		fallbacks: z.array(z.string()).optional(),
		/** Names of groups for calls that are longer than the context windows here. Default: none. */
		contextWindowFallbacks: z.array(z.string()).optional(),
		...knobs,
	})
	.strict();

const groupName = z
	.string()
	.max(MAX_NAME_LENGTH, `The name of the model group ${NAME_TOO_LONG}`)
	.superRefine((name, context) => {
		// JavaScript has a meaning of its own for it, and Zod drops it without a word.
		const message = 'A model group cannot be called "__proto__"; choose another name';
		if (name === '__proto__') context.addIssue({ code: z.ZodIssueCode.custom, message, fatal: true });
	});

export const configInput = z
	.object({
		/** Model groups by name. */
		groups: z
			.record(groupName, groupInput)
			.refine((groups) => Object.keys(groups).length > 0, 'There is no model group; add one'),
	})
	.strict();

/** Whether the texts of a raw deployment are within their bounds, so that comparing it with others is cheap. */
export function isWithinBounds(deployment: unknown): boolean {
	const texts = ['model', 'apiKey', 'baseUrl'].map((name) => fieldOf(deployment, name));
	const headers = entriesOf(fieldOf(deployment, 'headers'));
	const values = [...texts, ...headers.map(([, value]) => value)];
	return (
		headers.length <= MAX_HEADERS &&
		values.every((value) => typeof value !== 'string' || value.length <= MAX_SETTING_LENGTH)
	);
}

export type DeploymentInput = z.input<typeof deploymentInput>;
export type GroupInput = z.input<typeof groupInput>;
export type RouterConfigInput = z.input<typeof configInput>;
