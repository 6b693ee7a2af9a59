/** Where servers of the same API differ. */
export interface Manners {
	/** A newest page of an agent's own messages comes newest first, as a conversation's does; otherwise oldest first. */
	readonly listsAgentsNewestFirst: boolean;
	/** A turn without a stream is refused with 409 while another one is under way; otherwise both run. */
	readonly locksWithoutStream: boolean;
	/** An agent's blocks are deleted with it; otherwise they stay, attached to nobody. */
	readonly deletesBlocksWithAgents: boolean;
	/** An agent whose name has other characters than letters, digits, spaces, `_`, `'` and `-` is answered with 500. */
	readonly breaksOnNames: boolean;
	/** An agent's own conversation begins with its system message, which has no `otid` and no run. */
	readonly listsSystemMessage: boolean;
}

/** What Letta Cloud may do. Nobody has measured it. */
export const STRICT_MANNERS: Manners = {
	listsAgentsNewestFirst: true,
	locksWithoutStream: true,
	deletesBlocksWithAgents: true,
	breaksOnNames: false,
	listsSystemMessage: false,
};

/** What a server of Letta 0.16.8 was seen to do. */
export const SERVER_MANNERS: Manners = {
	listsAgentsNewestFirst: false,
	locksWithoutStream: false,
	deletesBlocksWithAgents: false,
	breaksOnNames: true,
	listsSystemMessage: true,
};

/** The real server's unless the environment asks for the others: a suite runs under both. */
export const DEFAULT_MANNERS: Manners =
	process.env.FAKE_LETTA_MANNERS === "strict" ? STRICT_MANNERS : SERVER_MANNERS;
