import type { ChatPermission, Clock, Log, Switch, WorldView } from "server/ports";
import { userIdOf } from "server/rules/space/entity";

/** Kind words for a player who types, or would type, and gets no answer. */
export const CANNOT_CHAT =
	"Roblox has chat switched off for you, so the townsfolk cannot hear what you type. Walk up to anyone and choose Talk: " +
	"they will gladly talk to you.";

export interface ChatPermissionsDeps {
	readonly clock: Pick<Clock, "now" | "every">;
	readonly log: Pick<Log, "info">;
	readonly world: Pick<WorldView, "players" | "onGone">;
	readonly switch: Pick<Switch, "isOn">;
	readonly permission: ChatPermission;
	/** Shows a notice to the player. */
	readonly tell: (userId: number, text: string) => void;
}

/** `CHAT_PERMISSION` has the numbers and their reasons. */
export interface ChatPermissionsOptions {
	readonly lookSeconds: number;
	readonly askAgainSeconds: number;
}

interface Known {
	askedAt: number;
	isAsking: boolean;
	mayChat?: boolean;
	isTold: boolean;
}

/** Who may chat. A player who may not is told once what to do instead. */
export class ChatPermissions {
	private readonly players = new Map<number, Known>();
	private stop = () => {};

	constructor(
		private readonly deps: ChatPermissionsDeps,
		private readonly options: ChatPermissionsOptions,
	) {}

	public start(): void {
		const { clock, world } = this.deps;
		const stopForgetting = world.onGone((id) => this.players.delete(userIdOf(id) ?? 0));
		const stopLooking = clock.every(this.options.lookSeconds, () => this.look());
		this.stop = () => {
			stopForgetting();
			stopLooking();
		};
	}

	public destroy(): void {
		this.stop();
	}

	/** Undefined: nobody knows. */
	public mayChat(userId: number): boolean | undefined {
		return this.players.get(userId)?.mayChat;
	}

	/** Asks about players who are new, and about all now and then: nothing tells of a change. */
	private look(): void {
		if (!this.deps.switch.isOn()) return;
		const now = this.deps.clock.now();
		for (const id of this.deps.world.players()) {
			const userId = userIdOf(id);
			if (userId === undefined) continue;
			const known = this.players.get(userId) ?? { askedAt: -math.huge, isAsking: false, isTold: false };
			this.players.set(userId, known);
			if (!known.isAsking && now - known.askedAt >= this.options.askAgainSeconds)
				this.ask(userId, known, now);
		}
	}

	private ask(userId: number, known: Known, now: number): void {
		known.askedAt = now;
		known.isAsking = true;
		this.deps.permission.ask(userId, (mayChat) => {
			known.isAsking = false;
			// The player may have left, and come again.
			if (this.players.get(userId) !== known || mayChat === undefined) return;
			known.mayChat = mayChat;
			if (!mayChat && !known.isTold) this.tell(userId, known);
		});
	}

	private tell(userId: number, known: Known): void {
		known.isTold = true;
		this.deps.log.info("a player may not chat", { userId });
		this.deps.tell(userId, CANNOT_CHAT);
	}
}
