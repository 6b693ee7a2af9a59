import { Players, ReplicatedStorage } from "@rbxts/services";
import { TokenBucket } from "shared/token-bucket";

/** Only the server sends through these. */
const SEND_ONLY = ["NPCChatMessageEvent"];

function findRemote(name: string): RemoteEvent | undefined {
	const remote = ReplicatedStorage.FindFirstChild("Remotes")?.FindFirstChild(name);
	return remote?.IsA("RemoteEvent") === true ? remote : undefined;
}

/**
 * Listens to the remotes that no honest client fires, and drops what comes. Roblox queues what nobody listens to, and
 * complains when the queue is full.
 *
 * @param onFired gets nothing of what the client sent, so that it can do no harm
 */
export function guardRemotes(onFired: (userId: number) => void): void {
	for (const name of SEND_ONLY) findRemote(name)?.OnServerEvent.Connect((player) => onFired(player.UserId));
}

export interface SeenLinesOptions {
	/** Monotonic seconds. */
	readonly now: () => number;
	/** Reports of one player. */
	readonly rate: { readonly ratePerSecond: number; readonly burst: number };
	/** A client says that the chat has delivered a line of its player's. */
	readonly onSeen: (userId: number) => void;
	/** A client sent something else, or too much. */
	readonly onDropped: (userId: number) => void;
}

/** Listens to `ChatLineSeenEvent`, which clients fire without arguments. */
export function listenForSeenLines({ now, rate, onSeen, onDropped }: SeenLinesOptions): void {
	const buckets = new Map<Player, TokenBucket>();
	findRemote("ChatLineSeenEvent")?.OnServerEvent.Connect((player, ...payload) => {
		const bucket = buckets.get(player) ?? new TokenBucket(rate, now());
		buckets.set(player, bucket);
		const isAccepted = payload.size() === 0 && bucket.take(now());
		if (isAccepted) onSeen(player.UserId);
		else onDropped(player.UserId);
	});
	Players.PlayerRemoving.Connect((player) => buckets.delete(player));
}
