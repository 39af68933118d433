import type { CaseCheck } from './check-case';

export const checkLeftovers: CaseCheck = (views, { left, deployments }) => {
	const faults: string[] = [];
	for (const [index, { inFlight, waiting, breaker }] of left.states.entries()) {
		const { name } = deployments[index]!;
		if (inFlight > 0) faults.push(`${inFlight} places of ${name} are taken`);
		if (waiting > 0) faults.push(`${waiting} tickets wait for ${name}`);
		if (breaker.state === 'half_open' && breaker.probing) faults.push(`a probe of ${name} is under way`);
	}
	if (left.openRequests > 0) faults.push(`${left.openRequests} requests are open at the servers`);
	if (left.timers > 0) faults.push(`${left.timers} timers are set`);
	if (left.wakeUps > 0) faults.push(`${left.wakeUps} calls listen for wake-ups`);
	const listeners = views.reduce((sum, { run }) => sum + run.listenersLeft, 0);
	if (listeners > 0) faults.push(`${listeners} listeners are on signals of callers`);
	return faults;
};
