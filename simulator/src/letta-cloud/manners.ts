/** Where servers of the same API differ. */
export interface Manners {
	/** A newest page of an agent's own messages comes newest first, as a conversation's does; otherwise oldest first. */
	readonly listsAgentsNewestFirst: boolean;
	/** A turn without a stream is refused with 409 while another one is under way; otherwise both run. */
	readonly locksWithoutStream: boolean;
	/** An agent's blocks are deleted with it; otherwise they stay, attached to nobody. */
	readonly deletesBlocksWithAgents: boolean;
	/** An agent made with a name of other characters than letters, digits, spaces, `_`, `'` and `-` is answered with 500. */
	readonly breaksOnNames: boolean;
	/** A conversation begins with its system message, which has no `otid` and no run. */
	readonly listsSystemMessage: boolean;
	/** A prompt stays as it was compiled; see `Prompts`. Otherwise it always holds the present blocks. */
	readonly freezesPrompts: boolean;
	/** The provider's errors come in Letta's form; see `provider-error.ts`. Otherwise with the provider's status. */
	readonly translatesProviderErrors: boolean;
	/** A half surrogate pair is answered with 500 in a block, and dropped in a message. */
	readonly breaksOnHalfPairs: boolean;
	/** A tool with `properties: []`, as an empty Luau table becomes, is answered with 500. */
	readonly breaksOnListedProperties: boolean;
	/** A tool's result that comes again makes the model speak again; otherwise it is refused with 400. */
	readonly runsResultsAgain: boolean;
	/** A message without a word is refused with 400. */
	readonly refusesEmptyContent: boolean;
	/** A second block of a label is refused with 409, or left out of a new agent; otherwise both are refused with 400. */
	readonly conflictsOnLabels: boolean;
	/** A value longer than its block's limit is refused with 422. */
	readonly enforcesBlockLimits: boolean;
}

/** What Letta Cloud may do. Nobody has measured it. */
export const STRICT_MANNERS: Manners = {
	listsAgentsNewestFirst: true,
	locksWithoutStream: true,
	deletesBlocksWithAgents: true,
	breaksOnNames: false,
	listsSystemMessage: false,
	freezesPrompts: false,
	translatesProviderErrors: false,
	breaksOnHalfPairs: false,
	breaksOnListedProperties: false,
	runsResultsAgain: false,
	refusesEmptyContent: false,
	conflictsOnLabels: false,
	enforcesBlockLimits: true,
};

/** What a server of Letta 0.16.8 was seen to do. */
export const SERVER_MANNERS: Manners = {
	listsAgentsNewestFirst: false,
	locksWithoutStream: false,
	deletesBlocksWithAgents: false,
	breaksOnNames: true,
	listsSystemMessage: true,
	freezesPrompts: true,
	translatesProviderErrors: true,
	breaksOnHalfPairs: true,
	breaksOnListedProperties: true,
	runsResultsAgain: true,
	refusesEmptyContent: true,
	conflictsOnLabels: true,
	enforcesBlockLimits: false,
};

/** The real server's unless the environment asks for the others: a suite runs under both. */
export const DEFAULT_MANNERS: Manners =
	process.env.FAKE_LETTA_MANNERS === "strict" ? STRICT_MANNERS : SERVER_MANNERS;
