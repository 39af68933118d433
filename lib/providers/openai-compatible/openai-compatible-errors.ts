import type { Refinement } from '../http/classify';
import { classifyStatus } from '../http/classify';
import { refineOpenAiError } from '../openai/openai-errors';

/** Wordings seen at: vLLM, llama.cpp, LM Studio, Groq, Mistral, Together, Gemini, OpenRouter, TGI. */
const CONTEXT_WINDOW =
	/(maximum|available|model'?s?) context (length|size|window)|context (length|size|window) (of only|(has been )?exceeded)|greater than the context (length|size)|exceed(s|ed)? (the )?(\w+ )?context|exceed_context_size|prompt is too long|input is too long|context the overflows|reduce the length of the (messages|prompt|input)|`?inputs`? tokens \+ `?max_new_tokens`?|input token count .* exceeds/i;

const RATE_LIMITED =
	/rate[ _-]?limit|too[ _]many[ _]requests|resource_exhausted|throttl|tokens per (minute|day)|requests per (minute|day)/i;

const QUOTA =
	/insufficient[ _](credits?|balance|funds|quota)|credit balance|out of credits|requires more credits|used all available credits|spending limit|payment required/i;

const NO_SUCH_MODEL =
	/no models? (is |are )?loaded|not a valid model|model\b.{0,120}\b(not found|not exist|does not exist|is not available|not supported)|unknown model/i;

/** OpenRouter (403), Azure (400) and gateways with guardrails. */
const FLAGGED =
	/requires moderation|was flagged|content management policy|ResponsibleAIPolicyViolation|content[ _]policy/i;

/** What a model, or this server's way of running it, cannot do or be told: OpenRouter (404), llama.cpp (500), vLLM, Groq, xAI, Moonshot. */
const UNSUPPORTED =
	/no endpoints found that support|image input is not supported|is not a multimodal model|at most 0 image|requires --enable-auto-tool-choice|tools param requires --jinja|does not support (tools?|tool calling|function calling|images?|image input|vision|parameters?)\b|is not supported with this model|is allowed for this model|extra inputs are not permitted/i;

/**
 * Servers that speak OpenAI's protocol agree on its shape, less on statuses and codes, and gateways wrap an
 * upstream's 429 in a 400 or 500. So the wording is read too, but only where the status leaves room for it: a 401
 * stays a 401 whatever it says.
 */
export const refineOpenAiCompatibleError: Refinement = (error) => {
	const { status, message = '', type = '', code = '', innerStatus } = error;
	const words = `${code} ${type} ${message}`;
	const byWord = refineOpenAiError(error);
	if (byWord !== undefined) return byWord;
	if (QUOTA.test(words) && status !== 404) return 'quota';
	if (status === 401 || status === 429) return undefined;
	if (UNSUPPORTED.test(message)) return 'unsupported';
	if (status === 404) return undefined;
	if (FLAGGED.test(words)) return 'content_policy';
	if (status === 403) return undefined;
	if (CONTEXT_WINDOW.test(words)) return 'context_window';
	if (innerStatus === 429 || RATE_LIMITED.test(words)) return 'rate_limited';
	if (NO_SUCH_MODEL.test(words)) return 'model_not_found';
	// The status inside is the upstream's own, and says more than the gateway's.
	const wrapped =
		innerStatus !== undefined && innerStatus !== status && (status === undefined || status === 400 || status >= 500);
	return wrapped ? classifyStatus(innerStatus) : undefined;
};
