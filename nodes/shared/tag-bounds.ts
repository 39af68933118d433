/** OpenAI's own bounds (platform.openai.com/docs/api-reference/chat/create, metadata), for tags from anywhere. */
export const MAX_TAGS = 16;
export const MAX_TAG_NAME_LENGTH = 64;
export const MAX_TAG_VALUE_LENGTH = 512;
