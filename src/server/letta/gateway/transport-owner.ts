import type { GatewayEvent, Op } from "server/wire/gateway-frames";

/** What frames are for: where ops come from, where events go, and how urgent events are. */
export interface TransportOwner {
	/** A new session: the gateway knows nothing of this server yet, and what was under way is lost. */
	readonly onOpened: () => void;
	/** The gateway cannot be reached. Called once, until `onOpened` or `onUp`. `final`: only the operator can put it right. */
	readonly onDown: (message: string, final: boolean) => void;
	/** The gateway can be reached again, and the session is still the same. */
	readonly onUp: () => void;
	/** How many ops wait for `takeOps`. */
	readonly waitingOps: () => number;
	/** Ops to send, in order, at most `maxItems`. */
	readonly takeOps: (maxItems: number) => ReadonlyArray<Op>;
	/** The gateway has not acknowledged these ops, so they are sent again. */
	readonly onRepeated: (ops: ReadonlyArray<Op>) => void;
	/** What the gateway has said, in its order. */
	readonly onEvents: (events: ReadonlyArray<GatewayEvent>) => void;
	/** Seconds until there has to be a poll again. */
	readonly pollInSeconds: () => number;
	/** Seconds for which no reply that has begun needs a further sentence. */
	readonly restSeconds: () => number;
	/** Seconds for which nobody sees a difference if turns do not end. */
	readonly idleSeconds: () => number;
}
