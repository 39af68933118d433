import { cleanUpRedis } from '../redis/prepared-redis';
import { cleanUpRun } from './prepared-run';

export default async function globalTeardown(): Promise<void> {
	cleanUpRun();
	await cleanUpRedis();
}
