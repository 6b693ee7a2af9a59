import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LogEvent, MountedInstance, PlayerHandle, World } from "@townsfolk/headless";
import type { MemoryMode } from "../../src/server/wire/gateway-frames.ts";
import { silentSteps } from "./cli/steps.ts";
import type { Steps } from "./cli/steps.ts";
import { createLifecycle } from "./lifecycle.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { createLogBook } from "./town/log-book.ts";
import type { LogBook } from "./town/log-book.ts";
import type { Mind, MindMonitor, TurnNote } from "./town/mind-monitor.ts";
import { missingMinds } from "./town/missing-minds.ts";
import { createNewsFeed } from "./town/news-feed.ts";
import { runOperatorCommand } from "@townsfolk/simulator";
import { createPlayerStage } from "./town/player-stage.ts";
import type { PlayerStage } from "./town/player-stage.ts";
import { createRunFolder } from "./town/run-folder.ts";
import type { ShownLine } from "./town/shown-line.ts";
import { startWorldPart } from "./town/world-part.ts";
import type { WayToLetta, WorldPart } from "./town/world-part.ts";

const ROOT = join(import.meta.dirname, "..", "..");

export interface TownOptions {
	/** Default: the place's own. */
	readonly projectFile?: string;
	/** Caches, state and logs; default `.townsfolk` in the repository. */
	readonly dataDir?: string;
	/** Default: Alex. */
	readonly playerName?: string;
	/** Default: as the place says. */
	readonly memoryMode?: MemoryMode;
	/** Edits the mounted place before it begins. */
	readonly prepare?: (tree: MountedInstance) => void;
	/** Told of the start's progress. */
	readonly steps?: Steps;
	/** Gets the town's `stop` before anything starts, so that a start that is broken off leaves nothing behind. */
	readonly onBegun?: (stop: Town["stop"]) => void;
}

/** The place and a player in it, whichever way it has to Letta. */
export interface Town {
	readonly world: World;
	readonly player: PlayerHandle;
	/** What the player can do, for scenes and for the keyboard. */
	readonly stage: PlayerStage;
	/** As its provider calls it. */
	readonly modelId: string;
	/** What the place answers to an operator's command: `stats`, `npcs`, `forget 7`. */
	readonly operate: (command: string) => Promise<string>;
	/** The NPCs' agents and memory blocks, as they are now. */
	readonly minds: () => ReadonlyArray<Mind>;
	/**
	 * Waits until every NPC has its agent or is refused one; returns those that have none then, or when the time is over.
	 */
	readonly awaitMinds: (timeoutSeconds: number) => Promise<ReadonlyArray<Mind>>;
	readonly npcCount: number;
	/** Every line of an NPC that any client's chat window displayed, once for each client; `id` is the line's. */
	readonly onLine: (listener: (line: { id: string; speaker: string; text: string }) => void) => void;
	/** What the player's client displays. */
	readonly onShown: (listener: (line: ShownLine) => void) => void;
	readonly onTurn: (listener: (note: TurnNote) => void) => void;
	/** Warnings and errors of the place's scripts, on the server and on clients. */
	readonly onTrouble: (listener: (event: LogEvent) => void) => void;
	/** A part failed for good: nothing will go on. */
	readonly onBroken: (listener: (reason: string) => void) => void;
	/** The place's log. */
	readonly logs: { readonly game: LogBook };
	/** Every log of this run, the place's first. */
	readonly logFiles: ReadonlyArray<string>;
	/** Ends everything; can be called twice. Rejects when a part did not end as it should; the others have. */
	readonly stop: () => Promise<void>;
}

/** What a town is put up with. */
export interface Site {
	readonly dataDir: string;
	/** Of this run's own. */
	readonly runDir: string;
	readonly steps: Steps;
	readonly lifecycle: Lifecycle;
	readonly openLog: (name: string) => LogBook;
	/** Nothing will go on. */
	readonly breakDown: (reason: string) => void;
	/** Starts the place and lets the player join. */
	readonly openPlace: (opening: Opening) => Promise<OpenPlace>;
}

export interface Opening {
	readonly way: WayToLetta;
	/** Of what goes this way. */
	readonly monitor: Pick<MindMonitor, "minds" | "onTurn">;
	/** What the place's scripts log, from the first line on. */
	readonly onLog?: (event: LogEvent) => void;
	/** Closes the place; default: by `close`. */
	readonly onClose?: (close: WorldPart["close"]) => Promise<void>;
}

export type OpenPlace = Omit<Town, "modelId" | "logFiles" | "stop">;

const MINDS_POLL_SECONDS = 0.05;

/**
 * Puts a town up by `build`. Rejects with a message for the user when a part cannot start; what was started by then has
 * ended.
 *
 * @param stopTimeoutSeconds what each part may take to end
 */
export async function raiseTown<T extends object>(
	options: TownOptions,
	stopTimeoutSeconds: number,
	build: (site: Site) => Promise<T>,
): Promise<T & Pick<Town, "stop">> {
	const problems: string[] = [];
	const onProblem = (problem: string) => void problems.push(problem);
	const lifecycle = createLifecycle({ stopTimeoutSeconds, onProblem });
	const stop = async () => {
		await lifecycle.end(0);
		if (problems.length > 0) throw new Error(`not everything ended as it should: ${problems.join("; ")}`);
	};
	options.onBegun?.(stop);
	try {
		return { ...(await build(createSite(options, lifecycle))), stop };
	} catch (error) {
		await lifecycle.end(1);
		throw error;
	}
}

function createSite(options: TownOptions, lifecycle: Lifecycle): Site {
	const { dataDir = join(ROOT, ".townsfolk"), steps = silentSteps, playerName = "Alex" } = options;
	const runDir = createRunFolder(join(dataDir, "runs"));
	const trouble = createNewsFeed<LogEvent>();
	const broken = createNewsFeed<string>();

	function openLog(name: string): LogBook {
		const log = createLogBook(join(runDir, `${name}.log`));
		lifecycle.add(`${name}'s log`, log.close);
		return log;
	}

	async function openPlace({ way, monitor, onLog, onClose }: Opening): Promise<OpenPlace> {
		const log = openLog("game");
		const place = await steps.run(
			"the place",
			() =>
				startWorldPart({
					projectFile: options.projectFile ?? join(ROOT, "default.project.json"),
					way,
					log,
					playerName,
					memoryMode: options.memoryMode,
					prepare: options.prepare,
					onLog: (event) => {
						onLog?.(event);
						if (event.level === "warn" || event.level === "error") trouble.tell(event);
					},
					onBroken: (reason) => broken.tell(`the place stands still: ${reason}`),
				}),
			({ npcs }) => `${npcs.length} NPCs`,
		);
		lifecycle.add("the place", () => onClose?.(place.close) ?? place.close());
		const { world, onShown, npcs } = place;
		const player = await steps.run(
			playerName,
			() => world.join({ name: playerName }),
			() => "has joined",
		);
		return {
			world,
			player,
			stage: createPlayerStage({ world, player, monitor, onShown }),
			operate: (command) => runOperatorCommand(world, command),
			minds: monitor.minds,
			awaitMinds: async (timeoutSeconds) => {
				const deadline = performance.now() + timeoutSeconds * 1000;
				const missing = () => missingMinds(npcs, monitor.minds());
				const isOver = () => missing().every(({ state }) => state === "refused");
				while (!isOver() && performance.now() < deadline) await sleep(MINDS_POLL_SECONDS * 1000);
				return missing();
			},
			npcCount: npcs.length,
			onLine: place.onLine,
			onShown,
			onTurn: monitor.onTurn,
			onTrouble: trouble.on,
			onBroken: broken.on,
			logs: { game: log },
		};
	}

	return { dataDir, runDir, steps, lifecycle, openLog, breakDown: broken.tell, openPlace };
}
