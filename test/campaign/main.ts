import { runCampaign, type CampaignOptions } from './run-campaign';

/**
 * A campaign in a process of its own, so that what it leaves behind can be seen. `scripts/soak/start-campaign.js` starts it and
 * sends the options, which may hold a password.
 */
process.once('message', (options: Omit<CampaignOptions, 'onProgress'>) => {
	void runCampaign({ ...options, onProgress: (progress) => process.send?.({ progress }) }).then((figures) =>
		process.send?.({ figures }, () => process.disconnect()),
	);
});
