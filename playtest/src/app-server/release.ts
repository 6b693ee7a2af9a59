/** The Letta App Server's release that the playtest runs: one bundled file of an npm package. */
export const APP_SERVER_RELEASE = {
	packageName: "@letta-ai/letta-code",
	version: "0.32.18",
	/** Of the package's tarball; anything else is refused. Change it together with the version. */
	integrity:
		"sha512-PkpJewqQAQq5faHW4wIfmbKyIMCapiIVbsYhXs9CalB1oyUzV8Gg7+ZhhjK52PdSNgP20juc2KP2pQEPfmA6SQ==",
	/** Of the `letta.js` in it, which is checked at every start. */
	programIntegrity:
		"sha512-HLzYIIS56RfJmZAtLyoTmM3A7utDfmC/hzkCF7uiJJTdEfefjbZ2yjN+Inzbgt56U2qjthb45QmMlxJlc9HEOg==",
} as const;

/** A package's tarball as npm publishes it. */
export interface Release {
	readonly packageName: string;
	readonly version: string;
	/** `sha512-<base64>`, as in a lock file. */
	readonly integrity: string;
	readonly programIntegrity: string;
}
