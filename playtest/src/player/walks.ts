import { setTimeout as sleep } from "node:timers/promises";
import type { PlayerHandle } from "@townsfolk/headless";
import type { WalkOutcome } from "../scenes/stage.ts";
import { destinationNames, distance, findDestination } from "./survey.ts";
import type { Destination, Position, Survey } from "./survey.ts";

/** A player's character walks 16 studs a second. */
const WALK_STUDS_PER_SECOND = 16;

/** For slopes, and for a machine that is too slow for real time. */
const WALK_PATIENCE = 2;
const WALK_PATIENCE_SECONDS = 5;

/** The player changes course once whoever they walk to has moved by this much. */
const DRIFT_STUDS = 1;

/** The server looks around a few times a second, so it takes a moment until it has seen who arrived. */
const ARRIVAL_PAUSE_SECONDS = 1;

const LOOK_SECONDS = 0.2;

/** Real time, or a test's. */
interface Time {
	/** Monotonic seconds. */
	readonly now: () => number;
	readonly sleep: (seconds: number) => Promise<void>;
}

const realTime: Time = {
	now: () => performance.now() / 1000,
	sleep: (seconds) => sleep(seconds * 1000),
};

/** Walks a player to NPCs and locations. A new walk ends the one under way. */
export class Walks {
	private newest = 0;

	constructor(
		private readonly player: Pick<PlayerHandle, "position" | "moveTo" | "stop" | "isMoving">,
		private readonly survey: () => Promise<Survey>,
		private readonly time: Time = realTime,
	) {}

	/** As {@link Stage.walkTo}. */
	async walkTo(name: string, onSetOut?: (name: string) => void): Promise<WalkOutcome> {
		const from = this.player.position();
		if (from === undefined) return { kind: "stuck" };
		const around = await this.survey();
		const destination = findDestination(around, name);
		if (destination === undefined) return { kind: "unknown", known: destinationNames(around) };
		onSetOut?.(destination.name);
		const kind = await this.walkTowards(destination, from);
		return kind === "arrived" ? { kind, name: destination.name } : { kind };
	}

	private async walkTowards(
		{ name, within }: Destination,
		start: Position,
	): Promise<"arrived" | "stuck" | "interrupted"> {
		const { player, time } = this;
		const thisWalk = ++this.newest;
		let here = start;
		let target = await this.locate(name, here);
		const seconds = (distance(here, target) / WALK_STUDS_PER_SECOND) * WALK_PATIENCE + WALK_PATIENCE_SECONDS;
		const deadline = time.now() + seconds;
		let aim: Position | undefined;
		while (distance(here, target) > within) {
			if (thisWalk !== this.newest) return "interrupted";
			if (time.now() > deadline) return "stuck";
			if (aim === undefined || !player.isMoving() || distance(aim, target) > DRIFT_STUDS) {
				aim = target;
				await player.moveTo(aim);
			}
			await time.sleep(LOOK_SECONDS);
			here = player.position() ?? here;
			target = await this.locate(name, here);
		}
		if (aim !== undefined && thisWalk === this.newest) await player.stop();
		await time.sleep(ARRIVAL_PAUSE_SECONDS);
		return thisWalk === this.newest ? "arrived" : "interrupted";
	}

	/** Where to go from here, now: NPCs walk about. */
	private async locate(name: string, here: Position): Promise<Position> {
		const position = findDestination(await this.survey(), name)?.position ?? here;
		return { ...position, y: here.y };
	}
}
