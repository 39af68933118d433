import { z } from 'zod';
import { MAX_SETTING_LENGTH } from '../../bounds';
import { configInput, groupInput } from '../input';

/** What a Model Groups text in our own format may say. */

/** Settings of a group that can hold for all groups. */
export const defaultsInput = groupInput.omit({ deployments: true, fallbacks: true, contextWindowFallbacks: true });

const text = (label: string) =>
	z
		.string({ required_error: `${label} is missing`, invalid_type_error: `${label} must be text` })
		.max(MAX_SETTING_LENGTH, `${label} is longer than ${MAX_SETTING_LENGTH} characters`);

export const redisInput = z
	.object({
		host: text('The host').trim().min(1, 'The host is empty'),
		/** Default 6379. */
		port: z
			.number({ invalid_type_error: 'The port must be a whole number' })
			.int('The port must be a whole number')
			.min(1, 'The port must be from 1 to 65535')
			.max(65_535, 'The port must be from 1 to 65535')
			.optional(),
		username: text('The user name').optional(),
		password: text('The password').optional(),
		/** Default 0. */
		database: z
			.number({ invalid_type_error: 'The database must be a whole number' })
			.int('The database must be a whole number')
			.min(0, 'The database must be 0 or more')
			.max(999_999_999, 'The database must be at most 999999999')
			.optional(),
		/** Default false. */
		tls: z.boolean({ invalid_type_error: 'tls must be true or false' }).optional(),
	})
	.strict();

export const fileInput = z
	.object({
		groups: configInput.shape.groups,
		/** For all groups; a group's own come first. */
		defaults: defaultsInput.optional(),
		/** Where cooldowns, limits and the line are shared. */
		redis: z.union([z.string().regex(/^(rediss?:\/\/|os\.environ\/)/), redisInput]).optional(),
		/** Where calls are recorded. */
		postgres: z
			.string()
			.regex(/^(postgres(ql)?:\/\/|os\.environ\/)/)
			.optional(),
	})
	.strict();

/** Only the names at the top; what stands under each is read by itself, so that a fault in one hides none in another. */
export const topInput = z
	.object({ groups: z.unknown(), defaults: z.unknown(), redis: z.unknown(), postgres: z.unknown() })
	.strict();
