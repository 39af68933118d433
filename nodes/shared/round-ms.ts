/** A time for people, to a tenth of a millisecond: the clock's other digits are noise. Null stands for unknown. */
export function roundMs(ms: number | undefined): number | null {
	return ms === undefined ? null : Math.round(ms * 10) / 10;
}
