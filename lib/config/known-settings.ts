import { z } from 'zod';

/** Names of the settings that an object at that path may have; empty where any name is possible. */
export function knownSettings(schema: z.ZodTypeAny, path: ReadonlyArray<string | number>): string[] {
	const at = path.reduce<z.ZodTypeAny | undefined>((outer, step) => outer && inside(unwrapped(outer), step), schema);
	const object = at && unwrapped(at);
	return object instanceof z.ZodObject ? Object.keys(object.shape as object) : [];
}

function inside(schema: z.ZodTypeAny, step: string | number): z.ZodTypeAny | undefined {
	if (schema instanceof z.ZodArray) return schema.element as z.ZodTypeAny;
	if (schema instanceof z.ZodRecord) return schema.valueSchema as z.ZodTypeAny;
	if (schema instanceof z.ZodObject) return (schema.shape as Record<string, z.ZodTypeAny>)[step];
	return undefined;
}

function unwrapped(schema: z.ZodTypeAny): z.ZodTypeAny {
	if (schema instanceof z.ZodOptional) return unwrapped(schema.unwrap() as z.ZodTypeAny);
	if (schema instanceof z.ZodEffects) return unwrapped(schema.innerType() as z.ZodTypeAny);
	return schema;
}
