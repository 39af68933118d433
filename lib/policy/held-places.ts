/** A lease or a ticket that is not renewed ends after this long; none lies further ahead, whatever becomes of the clock. */
export const LONGEST_LEASE_MS = 30_000;

/**
 * How long after its wake-up, or after the time it was given, the first call of a queue may take to look again. Then its
 * process is taken for killed, paused or busy, and the next one goes ahead. With the way there and back, this is less than 2 s.
 */
export const ANSWER_WITHIN_MS = 1_500;

/** When the clock went back by more than this, every waiting call looks again: the times that it was given are wrong. */
export const NOTABLE_JUMP_MS = 1_000;

/**
 * A deployment that nobody uses, waits for or cools is forgotten after this time, as if it had never been used.
 * Long enough for failures of a rarely used deployment to add up, short enough that changed keys leave nothing behind.
 */
export const FORGET_MS = 3_600_000;
