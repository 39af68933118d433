import type { Ignored } from './ignored';
import { USAGE_LOG, OWN_USERS, PROMPTS_IN_WORKFLOW, NO_SERVER, TOOLS } from './ignored-reasons';

/** At the top of the file. */
export const IGNORED_SECTIONS: readonly Ignored[] = [
	{ names: ['callback_settings', 'logging_settings'], instead: USAGE_LOG },
	{ names: ['guardrails', 'policies', 'policy_attachments', 'prompts'], instead: PROMPTS_IN_WORKFLOW },
	{
		names: [
			'mcp_servers',
			'mcp_tools',
			'mcp_aliases',
			'search_tools',
			'vector_store_registry',
			'assistant_settings',
			'agent_list',
			'agents',
		],
		instead: TOOLS,
	},
	{
		names: ['files_settings', 'finetune_settings', 'batch_settings', 'default_vertex_config', 'worker_registry'],
		instead: NO_SERVER,
	},
	{ names: ['include'], instead: 'Other files cannot be read from here; paste what they hold into this text' },
];

/** Of an entry of `model_list`. */
export const IGNORED_OF_ENTRY: readonly Ignored[] = [
	{ names: ['access_groups', 'blocked', 'team_id'], instead: OWN_USERS },
];
