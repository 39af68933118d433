import { InputFault } from '../input-fault';
import { readKeepCallsDays } from '../keep-days';
import { textOf } from '../parameter-values';
import type { Library } from '../runtime';
import { describeFaults, describeIgnored, inOneLine } from './describe-texts';
import { postgresOf, redisOf } from './groups-source';
import { readModelGroupsCredential } from './read-credential';

const TEST_TIMEOUT_MS = 10_000;

/**
 * Reads the text as the nodes do, and connects to the Redis and the Postgres that it names. Nothing is asked of a provider: a machine
 * that is switched off at night is no fault of the text.
 * @returns what was found, in a few words
 * @throws Error with every fault, or with the settings that are ignored, unless they are accepted
 */
export async function testModelGroups(data: Readonly<Record<string, unknown>>, library: Library): Promise<string> {
	const { faults, ignored, groupNames, redisUrl, postgresUrl } = library.readModelGroups(
		readModelGroupsCredential(data),
	);
	readKeepCallsDays(data.keepCallsDays);
	const notHeard =
		ignored.length === 0 ? [] : [`Ignored, since it has no equivalent here: ${describeIgnored(ignored)}`];
	if (faults.length > 0) throw new InputFault(inOneLine([describeFaults(faults), ...notHeard]));
	if (redisUrl !== undefined) await library.testRedis(redisOf(redisUrl, library), TEST_TIMEOUT_MS);
	if (postgresUrl !== undefined) await library.testPostgres(postgresOf(postgresUrl, library));
	if (ignored.length > 0 && textOf(data.ignoredSettings) !== 'accepted')
		throw new InputFault(
			inOneLine([
				'The text is sound and workflows can use it',
				...notHeard,
				'Choose Accepted under Ignored Settings to have this test pass',
			]),
		);
	return inOneLine([`model groups: ${groupNames.join(', ')}`, ...notHeard]);
}
