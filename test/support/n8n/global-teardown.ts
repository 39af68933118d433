import { cleanUpRun } from './prepared-run';

export default async function globalTeardown(): Promise<void> {
	cleanUpRun();
}
