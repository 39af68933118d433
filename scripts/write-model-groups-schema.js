/**
 * Writes docs/model-groups.schema.json, which editors check Model Groups texts with, from the built package:
 *     npm run build && node scripts/write-model-groups-schema.js
 */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { zodToJsonSchema } = require('zod-to-json-schema');

const SCHEMA_ID = 'https://unpkg.com/n8n-nodes-routed-llm/docs/model-groups.schema.json';
const REFERENCE = { type: 'string', pattern: '^os\\.environ/[A-Za-z_][A-Za-z0-9_]*$' };

/**
 * @param {{ fileInput: import('zod').ZodTypeAny, descriptions: Readonly<Record<string, string>>, otherSections: readonly string[] }} parts
 *     what a text in our own format may hold, a line for every setting of it, and the sections that mark a text as LiteLLM's
 * @returns {object} the JSON schema (draft 7)
 */
function modelGroupsSchema({ fileInput, descriptions, otherSections }) {
	const { $schema, ...ours } = zodToJsonSchema(fileInput, { target: 'jsonSchema7', $refStrategy: 'none' });
	describe(ours, descriptions);
	ours.properties.groups.minProperties = 1;
	const [, redisParts] = ours.properties.redis.anyOf;
	for (const [name, part] of Object.entries(redisParts.properties)) {
		const { description, ...value } = part;
		if (value.type !== 'string') redisParts.properties[name] = { description, anyOf: [value, REFERENCE] };
	}
	return {
		$schema,
		$id: SCHEMA_ID,
		title: 'Model groups of n8n-nodes-routed-llm',
		description:
			"Groups of deployments that can stand in for each other. LiteLLM's config.yaml is taken too, and not checked here.",
		type: 'object',
		if: { anyOf: otherSections.map((section) => ({ required: [section] })) },
		then: true,
		else: ours,
	};
}

/** Gives every setting its line, wherever it stands. */
function describe(schema, descriptions) {
	if (typeof schema !== 'object' || schema === null) return;
	for (const [name, setting] of Object.entries(schema.properties ?? {})) {
		if (descriptions[name] === undefined) throw new Error(`The setting ${name} has no description.`);
		setting.description = descriptions[name];
	}
	for (const inner of Object.values(schema)) describe(inner, descriptions);
}

/** As it stands in the file. */
function schemaText(schema) {
	return `${JSON.stringify(schema, null, '\t')}\n`;
}

module.exports = { modelGroupsSchema, schemaText };

if (require.main === module) {
	const built = (name) => require(join(__dirname, '../dist/lib/config/model-groups', name));
	const schema = modelGroupsSchema({
		fileInput: built('file-input.js').fileInput,
		descriptions: built('setting-descriptions.js').SETTING_DESCRIPTIONS,
		otherSections: built('which-format.js').LITELLM_SECTIONS,
	});
	writeFileSync(join(__dirname, '../docs/model-groups.schema.json'), schemaText(schema));
}
