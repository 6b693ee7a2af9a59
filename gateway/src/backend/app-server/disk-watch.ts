import type { Log } from "../../logging.ts";
import type { Clock } from "../../timing/clock.ts";
import { damageOf, DISK_FULL } from "./error-summary.ts";
import type { ServerFrame } from "./frames.ts";

/** Answers to requests that write to the disk. */
const WRITES = new Set(["agent_create_response", "write_memory_file_response"]);

const isWrite = ({ type, success, error }: ServerFrame) =>
	(WRITES.has(type) && success === true) || (type === "turn_finished" && error === undefined);

/**
 * Whether the App Server's disk is full, judged by its frames. An NPC that is not ready is tried again at least once a
 * minute, so without any sign for longer there may be room again.
 */
export class DiskWatch {
	private fullAt: number | undefined;

	constructor(
		private readonly deps: { readonly clock: Clock; readonly log: Log },
		private readonly validSeconds: number,
	) {}

	note(frame: ServerFrame): void {
		const { clock, log } = this.deps;
		if (typeof frame.error === "string" && damageOf(frame.error) === "disk") {
			if (this.fullAt === undefined)
				log.error({ problem: DISK_FULL }, "NPCs cannot be made and cannot answer");
			this.fullAt = clock.now();
		} else if (this.fullAt !== undefined && isWrite(frame)) {
			log.info("the App Server's disk has room again");
			this.fullAt = undefined;
		}
	}

	/** In words, for a person. */
	problem(): string | undefined {
		if (this.fullAt === undefined || this.deps.clock.now() - this.fullAt > this.validSeconds)
			return undefined;
		return DISK_FULL;
	}
}
