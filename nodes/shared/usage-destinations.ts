import type { AlertLedger, Outbox, PostgresSettings, UsageLog } from '../../lib';
import { fingerprintOf } from './fingerprint';
import { keepLatest } from './keep-latest';
import { outboxFolder, usageLogFolder } from './n8n-folder';

type Makers = Pick<
	typeof import('../../lib'),
	| 'createSqliteOutbox'
	| 'createSqliteUsageLog'
	| 'createSqliteAlertLedger'
	| 'createSqliteDrainedOutbox'
	| 'createPostgresUsageLog'
	| 'createPostgresAlertLedger'
	| 'inBackground'
>;

/** SQLite files in n8n's folder. */
export interface EmbeddedTarget {
	kind: 'embedded';
	/** 0: for ever. */
	keepCallsDays: number;
}

/** What a Postgres credential leads to. */
export interface PostgresTarget {
	kind: 'postgres';
	settings: PostgresSettings;
	/** The same for as long as the credential exists: rows that wait follow it when it is edited. */
	outboxName: string;
	/** 0: for ever. */
	keepCallsDays: number;
}

export type UsageTarget = EmbeddedTarget | PostgresTarget;
/** To be read, the embedded log needs no more than its name. */
export type ReadTarget = Pick<EmbeddedTarget, 'kind'> | PostgresTarget;

/** What is open of one Postgres credential. */
interface Opened {
	fingerprint: string;
	outbox: Outbox;
	log: UsageLog;
	ledger: AlertLedger;
}

/** Postgres credentials in use at the same time; the one unused for longest is closed. Its rows that wait are written at its next use. */
const MAX_CREDENTIALS = 50;
/** The embedded log is one, however long nodes want to keep its calls; each different wish needs a file of its own. */
const MAX_EMBEDDED_OUTBOXES = 10;

/** The usage logs of this process: one of each kind for a credential, however many nodes and executions use it. */
export class UsageDestinations {
	private readonly embeddedOutboxes = new Map<string, Outbox>();
	private readonly opened = new Map<string, Opened>();
	private embeddedLog: UsageLog | undefined;
	private embeddedLedger: AlertLedger | undefined;

	constructor(private readonly library: Makers) {}

	/** Where rows go. It is the same for as long as the credential exists: what it appends to changes with what is edited there. */
	outbox(target: UsageTarget): Outbox {
		if (target.kind === 'embedded') return this.embeddedOutbox(target);
		this.open(target);
		// A call under way when the credential is edited writes by what it says now.
		const now = (): Outbox => (this.opened.get(target.outboxName) ?? this.open(target)).outbox;
		return {
			append: (...rows) => now().append(...rows),
			get waiting() {
				return now().waiting;
			},
			warm: () => now().warm?.(),
			close: () => now().close(),
		};
	}

	/** The log of a target. The first use of a Postgres credential also begins to write what waits for it. */
	usageLog(target: ReadTarget): UsageLog {
		if (target.kind === 'postgres') return this.open(target).log;
		this.embeddedLog ??= this.library.createSqliteUsageLog({ folder: usageLogFolder() });
		return this.embeddedLog;
	}

	alertLedger(target: ReadTarget): AlertLedger {
		if (target.kind === 'postgres') return this.open(target).ledger;
		this.embeddedLedger ??= this.library.createSqliteAlertLedger({ folder: usageLogFolder() });
		return this.embeddedLedger;
	}

	/** Ends all that is open, for tests; the next use opens anew. */
	async close(): Promise<void> {
		for (const outbox of this.embeddedOutboxes.values()) closeOutbox(outbox);
		const ends = [...this.opened.values()].map(close);
		this.opened.clear();
		await Promise.all([...ends, this.embeddedLog?.close(), this.embeddedLedger?.close()]);
		this.embeddedOutboxes.clear();
		this.embeddedLog = undefined;
		this.embeddedLedger = undefined;
	}

	private embeddedOutbox({ keepCallsDays }: EmbeddedTarget): Outbox {
		const key = String(keepCallsDays);
		const outbox =
			this.embeddedOutboxes.get(key) ?? this.library.createSqliteOutbox({ folder: usageLogFolder(), keepCallsDays });
		for (const [, old] of keepLatest(this.embeddedOutboxes, key, outbox, MAX_EMBEDDED_OUTBOXES)) closeOutbox(old);
		return outbox;
	}

	private open(target: PostgresTarget): Opened {
		const { settings, outboxName, keepCallsDays } = target;
		const fingerprint = fingerprintOf([settings, keepCallsDays]);
		const known = this.opened.get(outboxName);
		if (known !== undefined && known.fingerprint !== fingerprint) this.closeLater(known);
		const opened = known?.fingerprint === fingerprint ? known : this.create(fingerprint, target);
		for (const [, old] of keepLatest(this.opened, outboxName, opened, MAX_CREDENTIALS)) this.closeLater(old);
		return opened;
	}

	private closeLater(opened: Opened): void {
		this.library.inBackground('the end of a usage log', async () => await close(opened));
	}

	private create(fingerprint: string, { settings, outboxName, keepCallsDays }: PostgresTarget): Opened {
		const log = this.library.createPostgresUsageLog(settings);
		return {
			fingerprint,
			log,
			outbox: this.library.createSqliteDrainedOutbox({ folder: outboxFolder(outboxName), log, keepCallsDays }),
			ledger: this.library.createPostgresAlertLedger(settings),
		};
	}
}

async function close({ outbox, log, ledger }: Opened): Promise<void> {
	closeOutbox(outbox);
	await Promise.allSettled([log.close(), ledger.close()]);
}

/** What still waits stays on disk, for whoever opens the folder next. */
function closeOutbox(outbox: Outbox): void {
	try {
		outbox.close();
	} catch {
		// It has said so with the last call.
	}
}
