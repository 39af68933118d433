import type { IDisplayOptions } from 'n8n-workflow';

/** By what it hides, so that nodes which were saved before there was an Input show the prompt. */
export const FOR_PROMPT: IDisplayOptions = { hide: { input: ['openai'] } };
export const FOR_OPENAI_REQUEST: IDisplayOptions = { show: { input: ['openai'] } };
/** Inside a collection. */
export const OPTION_FOR_PROMPT: IDisplayOptions = { hide: { '/input': ['openai'] } };
