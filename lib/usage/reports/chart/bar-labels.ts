const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** From so many months on, days do not matter. */
const MANY_MONTHS = 7;
/** Bars between labels: whole weeks of days, even parts of a day's hours. */
const STEPS = [1, 2, 3, 4, 6, 7, 12, 14, 28];

export interface BarLabel {
	bar: number;
	text: string;
}

/**
 * What stands under the bars, at most `maxLabels` texts: `25 Nov` for days, `14:00` for the hours of one day, the days for hours of
 * several, `Nov 2026` for many months. No text stands twice in a row.
 */
export function labelsOfBars(labels: readonly string[], maxLabels: number): BarLabel[] {
	const times = labels.map(parse);
	const days = new Set(times.map((time) => time?.day));
	const months = new Set(times.map((time) => time?.month));
	const shown = times
		.map((time, bar) => ({ bar, text: textOf(time) ?? labels[bar] ?? '' }))
		.filter(({ bar, text }, _, all) => text !== all[bar - 1]?.text);
	const least = Math.ceil(shown.length / maxLabels);
	const step = STEPS.find((each) => each >= least) ?? least;
	return shown.filter((_, index) => index % step === 0);

	function textOf(time: SliceTime | undefined): string | undefined {
		if (time === undefined) return undefined;
		if (months.size >= MANY_MONTHS) return time.month;
		return days.size === 1 && time.hour !== undefined ? time.hour : time.day;
	}
}

interface SliceTime {
	month: string;
	day: string;
	hour?: string;
}

function parse(label: string): SliceTime | undefined {
	const [, year, month, day, hour] = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d).*)?$/.exec(label) ?? [];
	const name = MONTHS[Number(month) - 1];
	if (name === undefined) return undefined;
	return { month: `${name} ${year}`, day: `${Number(day)} ${name}`, hour };
}
