import type { RedisSettings } from '../../lib/state/redis/redis-settings';
import { runCampaign, type CampaignOptions } from './run-campaign';

/** A campaign in a process of its own, so that what it leaves behind can be seen. Started by `scripts/soak/start-campaign.js`. */
async function main(): Promise<void> {
	const options = JSON.parse(process.argv[2]!) as Omit<CampaignOptions, 'onProgress' | 'redis'> & {
		redisPort?: number;
	};
	const { redisPort, ...rest } = options;
	const figures = await runCampaign({
		...rest,
		redis: redisPort === undefined ? undefined : redisAt(redisPort),
		onProgress: (progress) => process.send?.({ progress }),
	});
	process.send?.({ figures }, () => process.disconnect());
}

function redisAt(port: number): RedisSettings {
	const keyPrefix = `campaign-${process.pid}-${Date.now()}`;
	return { servers: { kind: 'server', host: '127.0.0.1', port }, database: 0, keyPrefix };
}

void main();
