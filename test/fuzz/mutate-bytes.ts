import type { Chance } from './chance';

type Change = (bytes: Buffer, chance: Chance) => Buffer;

const CHANGES: readonly Change[] = [
	(bytes, chance) => {
		for (let flips = 1 + chance.below(4); flips > 0 && bytes.length > 0; flips--)
			bytes[chance.below(bytes.length)]! ^= 1 << chance.below(8);
		return bytes;
	},
	(bytes, chance) => {
		const from = chance.below(bytes.length + 1);
		return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + chance.below(40))]);
	},
	(bytes, chance) => {
		const from = chance.below(bytes.length + 1);
		return Buffer.concat([bytes.subarray(0, from), strayBytes(chance), bytes.subarray(from)]);
	},
	(bytes, chance) => bytes.subarray(0, chance.below(bytes.length + 1)),
	(bytes) => Buffer.concat([bytes, bytes]),
];

/** One change of an answer's bytes, which may cut characters and JSON anywhere. */
export function mutateBytes(bytes: Buffer, chance: Chance): Buffer {
	return chance.pick(CHANGES)(bytes, chance);
}

function strayBytes(chance: Chance): Buffer {
	return chance.pick([
		() => Buffer.from(Array.from({ length: 1 + chance.below(20) }, () => chance.below(256))),
		() => Buffer.from([0xc3, 0x28, 0xff, 0xfe]),
		() => Buffer.alloc(1 + chance.below(50)),
		() => Buffer.from('\r\n\r\n'),
		() => Buffer.from('\u2028\u2029'),
	])();
}
