import { setTimeout as sleep } from "node:timers/promises";
import type { PlayerHandle, World } from "@townsfolk/headless";
import { PACING } from "../../../src/server/constants/rules.ts";
import { createReplyWatch } from "../scenes/reply-watch.ts";
import type { FedReplyWatch } from "../scenes/reply-watch.ts";
import type { Stage, WalkOutcome } from "../scenes/stage.ts";
import type { MindMonitor } from "./mind-monitor.ts";
import type { ShownLine } from "./shown-line.ts";
import { destinationNames, distance, findDestination, SURVEY_SOURCE } from "./survey.ts";
import type { Position, Survey } from "./survey.ts";

/** A player's character walks 16 studs a second. */
const WALK_STUDS_PER_SECOND = 16;

/** Slopes, and a machine that is too slow for real time. */
const WALK_PATIENCE = 2;
const WALK_PATIENCE_SECONDS = 5;

/** So near, the walk is over. */
const ARRIVAL_STUDS = 2;

/** Whoever is walked to may have gone on by this much before one changes course. */
const DRIFT_STUDS = 1;

/** An arriving person is noticed before they speak: the server looks around a few times a second. */
const ARRIVAL_PAUSE_SECONDS = 1;

const LOOK_SECONDS = 0.2;
const REPLY_TIMEOUT_SECONDS = 60;
const REPLY_SETTLE_SECONDS = 0.8;

/** As NPCs speak: the next sentence comes when this one has been read. */
function paceSeconds(text: string): number {
	const { baseSeconds, charsPerSecond, minSeconds, maxSeconds } = PACING;
	return Math.min(maxSeconds, Math.max(minSeconds, baseSeconds + text.length / charsPerSecond));
}

export interface PlayerStageDeps {
	readonly world: Pick<World, "evaluate">;
	readonly player: PlayerHandle;
	readonly monitor: Pick<MindMonitor, "minds" | "onTurn">;
	/** Called with what the player's client shows. */
	readonly onShown: (listener: (line: ShownLine) => void) => void;
}

/** The player's hands and eyes, for scenes and for the one at the keyboard. Somebody else runs the world. */
export interface PlayerStage extends Stage {
	readonly survey: () => Promise<Survey>;
}

export function createPlayerStage({ world, player, monitor, onShown }: PlayerStageDeps): PlayerStage {
	let walks = 0;
	const watches = new Map<string, FedReplyWatch>();
	onShown((line) => watches.get(line.speaker ?? "")?.shown(line));
	monitor.onTurn((note) => {
		const mind = monitor.minds().find(({ npcId }) => npcId === note.npcId);
		watches.get(mind?.displayName ?? "")?.turn(note);
	});

	const survey = async () => (await world.evaluate("server", SURVEY_SOURCE)) as Survey;

	/** Where to go from here, now: NPCs walk about. */
	async function locate(name: string, here: Position): Promise<Position> {
		const position = findDestination(await survey(), name, here)?.position ?? here;
		return { ...position, y: here.y };
	}

	async function walkTowards(name: string, start: Position): Promise<"arrived" | "stuck" | "interrupted"> {
		const thisWalk = ++walks;
		let here = start;
		let target = await locate(name, here);
		const seconds = (distance(here, target) / WALK_STUDS_PER_SECOND) * WALK_PATIENCE + WALK_PATIENCE_SECONDS;
		const deadline = performance.now() + seconds * 1000;
		let aim: Position | undefined;
		while (distance(here, target) > ARRIVAL_STUDS) {
			if (thisWalk !== walks) return "interrupted";
			if (performance.now() > deadline) return "stuck";
			if (aim === undefined || !player.isMoving() || distance(aim, target) > DRIFT_STUDS) {
				aim = target;
				await player.moveTo(aim);
			}
			await sleep(LOOK_SECONDS * 1000);
			here = player.position() ?? here;
			target = await locate(name, here);
		}
		await sleep(ARRIVAL_PAUSE_SECONDS * 1000);
		return thisWalk === walks ? "arrived" : "interrupted";
	}

	return {
		survey,
		say: (text) => player.chat(text),
		walkTo: async (name, onSetOut): Promise<WalkOutcome> => {
			const from = player.position();
			if (from === undefined) return { kind: "stuck" };
			const around = await survey();
			const destination = findDestination(around, name, from);
			if (destination === undefined) return { kind: "unknown", known: destinationNames(around) };
			onSetOut?.(destination.name);
			const kind = await walkTowards(destination.name, from);
			return kind === "arrived" ? { kind, name: destination.name } : { kind };
		},
		listenTo: (npc) => {
			const watch = createReplyWatch({
				timeoutSeconds: REPLY_TIMEOUT_SECONDS,
				settleSeconds: REPLY_SETTLE_SECONDS,
				paceSeconds,
			});
			watches.set(npc, watch);
			return watch;
		},
	};
}
