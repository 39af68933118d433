/** For sorting numbers among which Infinity may come more than once, so that their difference would not do. */
export const ascending = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
