import { Backlog } from "server/net/backlog";
import type { MayGoOn } from "server/net/frame-budget";
import { SlicedWork, type SlicedWorkDeps } from "server/net/sliced-work";
import type { InPieces } from "server/rules/load/in-pieces";

/** Work that somebody will need soon, done a little in each frame. Whoever needs it sooner finishes it. */
export class ReadAhead {
	private readonly waiting = new Backlog<InPieces>();
	private current?: InPieces;
	private readonly slices: SlicedWork;

	constructor(deps: SlicedWorkDeps) {
		this.slices = new SlicedWork(deps, (mayGoOn) => this.workWhile(mayGoOn));
	}

	public add(work: InPieces): void {
		this.waiting.add(work);
		this.slices.soon();
	}

	private workWhile(mayGoOn: MayGoOn): boolean {
		for (;;) {
			const work = this.current ?? this.waiting.take();
			if (work === undefined) return true;
			this.current = work;
			if (!work.workWhile(mayGoOn)) return false;
			this.current = undefined;
			if (!mayGoOn()) return this.waiting.isEmpty();
		}
	}
}
