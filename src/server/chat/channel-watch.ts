import type { Clock, Log } from "server/ports";
import { CHANNEL_WATCH } from "server/constants/operations";

/**
 * Notices that another script of the game has taken the channel's one delivery callback: clients see lines that this server
 * never heard. Clients can lie, so all that comes of it is an entry in the log.
 */
export class ChannelWatch {
	private readonly heardAt = new Map<number, number>();
	private missed = 0;
	private isSaid = false;

	constructor(
		private readonly deps: { readonly clock: Pick<Clock, "now">; readonly log: Pick<Log, "error"> },
	) {}

	/** The channel told this server of a line of the player's. */
	public noteHeard(userId: number): void {
		this.heardAt.set(userId, this.deps.clock.now());
		this.missed = 0;
		this.isSaid = false;
	}

	/** The player's client has received a line of its player's from the channel. */
	public noteSeen(userId: number): void {
		const heardAt = this.heardAt.get(userId) ?? -math.huge;
		if (this.deps.clock.now() - heardAt <= CHANNEL_WATCH.seenSeconds) return;
		this.missed += 1;
		if (this.missed < CHANNEL_WATCH.missedLines || this.isSaid) return;
		this.isSaid = true;
		this.deps.log.error(
			"players chat, but NPCs hear nothing: another script seems to have set RBXGeneral.ShouldDeliverCallback, " +
				"of which a channel has only one; see docs/creators.md",
		);
	}

	public forget(userId: number): void {
		this.heardAt.delete(userId);
	}
}
