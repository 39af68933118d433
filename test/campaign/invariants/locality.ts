import type { CallCheck } from './check-case';

export const checkLocality: CallCheck = ({ run, requests }, { drawn, deployments, strays, calls }) => {
	const faults: string[] = [];
	if (run.drawn.localOnly || drawn.group.localOnly)
		for (const { deployment } of requests)
			if (deployments[deployment]!.locality === 'cloud')
				faults.push(`it is local only and reached m${deployment}, a cloud deployment`);
	// Said once a case.
	if (run === calls[0]) faults.push(...strays.map((stray) => `a server was asked for ${stray}`));
	return faults;
};
