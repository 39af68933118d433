import { createFakeClock } from './fake-clock';

describe('fake clock', () => {
	it('stands still until it is advanced', async () => {
		const clock = createFakeClock(1000);
		const ran: number[] = [];
		clock.after(10, () => ran.push(clock.now()));

		await clock.advance(9);
		expect(ran).toEqual([]);
		expect(clock.now()).toBe(1009);

		await clock.advance(1);
		expect(ran).toEqual([1010]);
	});

	it('runs timers in the order of their time, each at its own time', async () => {
		const clock = createFakeClock(0);
		const ran: string[] = [];
		clock.after(20, () => ran.push(`b@${clock.now()}`));
		clock.after(10, () => ran.push(`a@${clock.now()}`));
		clock.after(20, () => ran.push(`c@${clock.now()}`));

		await clock.advance(100);
		expect(ran).toEqual(['a@10', 'b@20', 'c@20']);
		expect(clock.now()).toBe(100);
	});

	it('lets promises settle between timers, and runs timers made on the way', async () => {
		const clock = createFakeClock(0);
		const ran: string[] = [];
		const sleep = async (ms: number) => await new Promise<void>((resolve) => clock.after(ms, resolve));
		clock.after(15, () => ran.push('timer@15'));
		const loop = async () => {
			for (let i = 0; i < 3; i++) {
				await sleep(10);
				ran.push(`loop@${clock.now()}`);
			}
		};
		void loop();

		await clock.advance(30);
		expect(ran).toEqual(['loop@10', 'timer@15', 'loop@20', 'loop@30']);
	});

	it('forgets a cancelled timer', async () => {
		const clock = createFakeClock(0);
		const cancel = clock.after(10, () => {
			throw new Error('cancelled timers never run');
		});
		expect(clock.pending()).toBe(1);
		cancel();
		expect(clock.pending()).toBe(0);
		await clock.advance(20);
	});
});
