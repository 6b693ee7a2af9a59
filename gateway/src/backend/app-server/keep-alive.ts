import type { Clock } from "../../timing/clock.ts";
import type { Socket } from "./socket.ts";

/** Finds out that a connection is half open: nothing arrives between two pings. */
export class KeepAlive {
	private isAlive = true;
	private cancelTimer = () => {};

	constructor(
		private readonly clock: Clock,
		private readonly pingSeconds: number,
	) {}

	/** Pings the socket regularly; calls `onSilent` once when a ping stays without an answer. */
	watch(socket: Pick<Socket, "ping">, onSilent: () => void): void {
		this.isAlive = true;
		const check = () => {
			if (!this.isAlive) return onSilent();
			this.isAlive = false;
			socket.ping();
			this.cancelTimer = this.clock.after(this.pingSeconds, check);
		};
		this.cancelTimer = this.clock.after(this.pingSeconds, check);
	}

	/** Something has arrived. */
	markAlive(): void {
		this.isAlive = true;
	}

	stop(): void {
		this.cancelTimer();
	}
}
