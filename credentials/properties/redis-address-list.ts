import type { INodeProperties } from 'n8n-workflow';

interface RedisAddressListTexts {
	displayName: string;
	name: string;
	/** Shown for this choice of Connection only. */
	connection: string;
	placeholder: string;
	description: string;
}

/** Rows of `host:port`. They hold no secrets, so that their order may change. */
export function redisAddressList(texts: RedisAddressListTexts): INodeProperties {
	const { displayName, name, connection, placeholder, description } = texts;
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		displayOptions: { show: { connection: [connection] } },
		placeholder: 'Add Address',
		default: {},
		description,
		options: [
			{
				displayName: 'Address',
				name: 'entries',
				values: [
					{
						displayName: 'Address',
						name: 'address',
						type: 'string',
						default: '',
						placeholder,
						description: 'Host and port, such as 10.0.0.5:6379 or [fd00::5]:6379',
					},
				],
			},
		],
	};
}
