/**
 * How much of what comes from outside is read. Beyond a bound, the part that sent it is at fault, never this process: an
 * answer fails as a failure of its deployment and the call fails over; a text of settings is refused with a sentence.
 *
 * `docs/bounds.md` lists them for users; a test compares the two.
 */

const MB = 1024 * 1024;

/** One answer of a provider, decoded: whole or streamed, text, reasoning and tool calls with all their framing. */
export const MAX_ANSWER_BYTES = 64 * MB;
/** One line of a streamed answer, decoded. An event of several lines counts as one. */
export const MAX_LINE_BYTES = 16 * MB;
/**
 * All answers that this process is reading now, decoded; a quarter of the heap limit of Node.js where that is less. Beyond
 * it the largest of them ends.
 */
export const MAX_RUNNING_ANSWERS_BYTES = 256 * MB;
/** What one piece of a body counts for at least: each piece takes memory of its own, however few bytes it has. */
export const MIN_PIECE_BYTES = 256;
/** Tool calls of one answer. */
export const MAX_TOOL_CALLS = 1_000;
/** Text of a broken answer that another deployment is asked to continue, in UTF-16 units: more fits into no context window. */
export const MAX_CONTINUED_LENGTH = 4_000_000;
/** Values in one piece of JSON: a small one takes twenty times its bytes in memory. */
export const MAX_JSON_VALUES = 500_000;
/** The body of an error status, decoded. What comes after it is not read; what was read counts. */
export const MAX_ERROR_BODY_BYTES = 1 * MB;
/** How long the body of an error status is waited for: the status alone decides what the failure is. */
export const MAX_ERROR_BODY_WAIT_MS = 2_000;
/** A list of models, what a server says about a model, and the answer to a status request, decoded. */
export const MAX_LIST_BYTES = 8 * MB;
/** Models of a list that comes in pages. */
export const MAX_LISTED_MODELS = 10_000;
/** An answer of an ntfy server, decoded. */
export const MAX_NTFY_ANSWER_BYTES = 1 * MB;

/** Names of groups, deployments and models, in UTF-16 units. Longer ones from a user are refused; from a provider, cut. */
export const MAX_NAME_LENGTH = 256;
/** How deep the JSON of a request, a tool or a schema may be nested: beyond some thousands, writing it as text fails. */
export const MAX_JSON_DEPTH = 200;
/** The largest count of tokens that is believed. Anything but a whole number from 0 to this is no count. */
export const MAX_TOKEN_COUNT = 1_000_000_000;

/** A text of model groups, in UTF-16 units. */
export const MAX_GROUPS_TEXT_LENGTH = 200_000;
/** Deployments of all groups together, after fallbacks were merged into their groups. */
export const MAX_MERGED_DEPLOYMENTS = 20_000;
/** Faults that one reading of a text reports; it stops there. */
export const MAX_REPORTED_FAULTS = 100;
/** A key, a header's value or an address in a configuration, in UTF-16 units. */
export const MAX_SETTING_LENGTH = 8_192;
/** Extra headers of a deployment. */
export const MAX_HEADERS = 100;
/** Values in a text of model groups with its aliases expanded. */
export const MAX_GROUPS_VALUES = 100_000;
/** Model groups that processes share through Redis, sealed, in bytes. Larger ones are not shared. */
export const MAX_SHARED_GROUPS_BYTES = 2 * MB;

/** The largest cost of a call that the usage log takes, in USD. Anything but a number from 0 to this is an unknown cost. */
export const MAX_COST_USD = 1_000_000_000;
/** Rows of the usage log that wait in memory while no file can be written, about 10 MB. Beyond, a row is lost, and said to be. */
export const MAX_ROWS_IN_MEMORY = 10_000;
/** How late a row may come to a usage log after its call. One that comes later is set aside: it may have been counted before. */
export const MAX_ROW_AGE_DAYS = 35;
/** Values of one tag in one UTC day that get sums of their own; calls with others are summed as `other`. */
export const MAX_SUMMED_TAG_VALUES = 1_000;
/** Names of tags in one UTC day by which calls are summed; others are in the rows only. */
export const MAX_SUMMED_TAG_NAMES = 100;
/** Combinations of tags, and places (group, deployment, provider, model), in one UTC day that get sums of their own. */
export const MAX_SUMMED_COMBINATIONS = 10_000;
