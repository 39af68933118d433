import type { ConfigFault } from '../../errors';

/** A path into a parsed text, such as `['model_list', 0, 'litellm_params', 'rpm']`. */
export type Path = ReadonlyArray<string | number>;

/** Another program's configuration as our own format has it. All paths but those of `document` are the source's. */
export interface Converted {
	/** In our own format, `os.environ/NAME` not yet looked up. Nothing is checked but what the conversion had to know. */
	document: unknown;
	/** Where in the source a path of `document` comes from: that of the nearest ancestor that is known. */
	originOf: (documentPath: Path) => Path;
	/** A path of the source with … in place of the names that people chose. */
	sayable: (path: Path) => Path;
	faults: ConfigFault[];
	/** `instead` is a sentence, as in `IgnoredSetting`. */
	ignored: Array<{ path: Path; instead: string }>;
}
