/** Why settings of LiteLLM's mean nothing here, or what to use in their place: sentences that several tables need. */

export const USAGE_LOG = 'Every call is in the usage log, with tokens, cost and time; reports and SQL read it';
export const BUDGETS = 'Use Check Budget of the LLM Spend Report node';
export const OWN_USERS = "n8n's own users and credentials guard the workflows; there is no server to guard";
export const PROMPTS_IN_WORKFLOW = 'Check prompts and answers in the workflow, before and behind the node';
export const NO_SERVER = 'Workflows call the models themselves, so there is no server to tune';
export const TOOLS = 'Tools, agents and vector stores are nodes of n8n';
export const MAX_ATTEMPTS = 'Set Max Attempts under Routing Options on the node';
