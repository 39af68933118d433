import { prepareRedis } from '../redis/prepared-redis';
import { prepareRun } from './prepared-run';

export default async function globalSetup(): Promise<void> {
	await prepareRedis();
	await prepareRun();
}
