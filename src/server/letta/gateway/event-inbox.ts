import type { MayGoOn } from "server/net/frame-budget";
import { SlicedWork, type SlicedWorkDeps } from "server/net/sliced-work";
import type { GatewayEvent } from "server/wire/gateway-frames";

/** Receipts for blocks are short: not each of them has to ask for the time. */
const RECEIPTS_AT_ONCE = 8;

/** What the gateway has said, in its order. Many replies may come in one frame: what takes too long waits for the next. */
export class EventInbox {
	private waiting = new Array<GatewayEvent>();
	/** The first of them that has not been passed on. */
	private position = 0;
	private readonly slices: SlicedWork;

	constructor(
		deps: SlicedWorkDeps,
		private readonly onEvent: (event: GatewayEvent) => void,
	) {
		this.slices = new SlicedWork(deps, (mayGoOn) => this.workWhile(mayGoOn));
	}

	public add(events: ReadonlyArray<GatewayEvent>): void {
		for (const event of events) this.waiting.push(event);
		this.slices.run();
	}

	/** Passes on all that is left. */
	public finish(): void {
		this.workWhile(() => true);
	}

	private workWhile(mayGoOn: MayGoOn): boolean {
		let receipts = 0;
		while (this.position < this.waiting.size()) {
			const event = this.waiting[this.position];
			this.position += 1;
			this.onEvent(event);
			receipts = event.event === "blockStored" ? receipts + 1 : RECEIPTS_AT_ONCE;
			if (receipts < RECEIPTS_AT_ONCE) continue;
			receipts = 0;
			if (this.position < this.waiting.size() && !mayGoOn()) return false;
		}
		this.waiting = [];
		this.position = 0;
		return true;
	}
}
