export interface OpenPoll {
	/** Until then, the end of a turn is no reason to answer it, seconds. */
	readonly idleUntil: number;
	/** The number of the last op that it carries. */
	readonly lastSeq: number;
}

/** The polls of a session that are under way, oldest first. */
export class OpenPolls {
	private readonly polls = new Array<OpenPoll>();

	add(poll: OpenPoll): void {
		this.polls.push(poll);
	}

	remove(poll: OpenPoll): void {
		const index = this.polls.indexOf(poll);
		if (index >= 0) this.polls.remove(index);
	}

	count(): number {
		return this.polls.size();
	}

	/** Until then, no poll under way is answered for the end of a turn: what the newest says of it holds for all. */
	idleUntil(): number {
		return this.polls[this.polls.size() - 1]?.idleUntil ?? math.huge;
	}

	/** The number of the last op that a poll under way carries; 0 if none does. */
	carriedSeq(): number {
		return this.polls.reduce((most, { lastSeq }) => math.max(most, lastSeq), 0);
	}
}
