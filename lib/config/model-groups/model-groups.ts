import type { RouterConfigInput } from '../input';

/** What the references of a text are looked up in, and what may stand in it. */
export interface ModelGroupsLookUps {
	/** By name: what `os.environ/NAME` in the text stands for. */
	secrets: ReadonlyMap<string, string>;
	/** Looked at where `secrets` has no such name. It answers only for names that the instance's owner allowed. */
	environment: (name: string) => AllowedVariable | undefined;
	/**
	 * Whether keys and passwords may stand in the text itself. `refused`: each is a fault that says where it belongs, since
	 * whoever may edit the text sees it; values that are plainly none (`none`, `EMPTY`) may stand there all the same.
	 * `accepted`: the text is hidden from everyone, so that no fault repeats a word of it either.
	 */
	keysInText: 'accepted' | 'refused';
}

/** An environment variable that the instance's owner lets texts use. */
export interface AllowedVariable {
	value: string;
	/** Where alone it may be used, as `host` or `host:port`; absent: anywhere. */
	hosts?: readonly string[];
}

/** What a Model Groups text is read with. */
export interface ModelGroupsSource extends ModelGroupsLookUps {
	/** YAML or JSON, in our own format or as LiteLLM's `config.yaml`; at most `MAX_GROUPS_TEXT_LENGTH` characters. */
	text: string;
}

/** A place in the text, from 1, as editors count. */
export interface TextPlace {
	line: number;
	column: number;
}

/** What is wrong at a place: what was found, what is expected, what was probably meant. Never a value that may be a secret. */
export interface TextFault extends TextPlace {
	message: string;
}

/** A setting of LiteLLM's that means nothing here. */
export interface IgnoredSetting extends TextPlace {
	/** As it is written there, such as `general_settings.master_key`; names that people chose are left out of a hidden text's. */
	setting: string;
	/** A sentence: what to use in its place, or why nothing is needed. */
	instead: string;
}

/** What a Model Groups text says. */
export interface ModelGroups {
	/** Absent when there is any fault. The gate (`parseConfig`) takes it without a fault. */
	config?: RouterConfigInput;
	/**
	 * The same in our own format with its references not looked up, for `readUnfilledGroups`: what the text says that means
	 * nothing here (comments, ignored settings) is not in it. Absent when there is any fault.
	 */
	unfilled?: object;
	/** Names of the groups in the order of the text; those that can be read, when there are faults. */
	groupNames: string[];
	/** `redis://` or `rediss://`, secrets filled in; also when there are faults elsewhere. Absent: none is named. */
	redisUrl?: string;
	/** `postgres://`, secrets filled in; also when there are faults elsewhere. Absent: none is named. */
	postgresUrl?: string;
	/** In the order of the text; reading stops at `MAX_REPORTED_FAULTS`. */
	faults: TextFault[];
	/** In the order of the text. */
	ignored: IgnoredSetting[];
}
