import { chmodSync, chownSync } from 'node:fs';

/** On every Linux; what belongs to root is not its own. */
const NOBODY = 65_534;

/** `it` where this process may act as another user, which only root may; else the test is skipped, visibly. */
export const itAsAnotherUser = process.getuid?.() === 0 ? it : it.skip;

/** Whose a child process is that is not to have root's rights, as options of `spawn` and `fork`. */
export const anotherUser = { uid: NOBODY, gid: NOBODY } as const;

export function giveToAnotherUser(path: string): void {
	chownSync(path, NOBODY, NOBODY);
}

/** Lets other users go through a temporary folder, to what is theirs in it. */
export function letOthersThrough(folder: string): void {
	chmodSync(folder, 0o755);
}
