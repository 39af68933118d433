import type { Clock } from '../clock';

/** Sleeps until it rings or its time is up; a ring while nobody sleeps is kept. */
export class Alarm {
	private rung = false;
	private wakeUp?: () => void;

	constructor(private readonly clock: Clock) {}

	ring(): void {
		this.rung = true;
		this.wakeUp?.();
	}

	async wait(maxMs: number): Promise<void> {
		if (!this.rung)
			await new Promise<void>((resolve) => {
				const cancel = this.clock.after(maxMs, resolve);
				this.wakeUp = () => {
					cancel();
					resolve();
				};
			});
		this.rung = false;
		this.wakeUp = undefined;
	}
}
