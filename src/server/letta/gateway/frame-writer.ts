import type { Json } from "server/ports";
import type { MayGoOn } from "server/net/frame-budget";
import { SlicedWork, type SlicedWorkDeps } from "server/net/sliced-work";
import type { ClientFrame, Op } from "server/wire/gateway-frames";

/**
 * Writes frames as JSON. Each op is encoded once, however often it is sent, and while it waits to be sent: a frame may hold 64 of
 * them, which is too much for one step.
 */
export class FrameWriter {
	/** Forgets what nobody sends any more. */
	private readonly texts = new WeakMap<Op, string>();
	/** What is to be encoded, oldest first. */
	private waiting = new Array<Op>();
	private position = 0;
	private readonly slices: SlicedWork;

	constructor(
		deps: SlicedWorkDeps,
		private readonly json: Pick<Json, "encode">,
	) {
		this.slices = new SlicedWork(deps, (mayGoOn) => this.encodeWhile(mayGoOn));
	}

	/** The op is sent soon. */
	public expect(op: Op): void {
		this.waiting.push(op);
		this.slices.soon();
	}

	public frame({ seq, ack, ops }: ClientFrame): string {
		return `{"seq":${seq},"ack":${ack},"ops":[${ops.map((op) => this.textOf(op)).join(",")}]}`;
	}

	private textOf(op: Op): string {
		const known = this.texts.get(op);
		if (known !== undefined) return known;
		const text = this.json.encode(op);
		this.texts.set(op, text);
		return text;
	}

	private encodeWhile(mayGoOn: MayGoOn): boolean {
		while (this.position < this.waiting.size()) {
			this.textOf(this.waiting[this.position]);
			this.position += 1;
			if (this.position < this.waiting.size() && !mayGoOn()) return false;
		}
		this.waiting = [];
		this.position = 0;
		return true;
	}
}
