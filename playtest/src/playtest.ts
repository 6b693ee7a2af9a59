import { join } from "node:path";
import type { LogEvent, MountedInstance, PlayerHandle, World } from "@townsfolk/headless";
import type { MemoryMode } from "../../src/server/wire/gateway-frames.ts";
import { silentSteps } from "./cli/steps.ts";
import type { Steps } from "./cli/steps.ts";
import { createLifecycle } from "./lifecycle.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { MindReport } from "../../src/server/operations/minds-report.ts";
import { askMinds } from "./minds/ask-minds.ts";
import { awaitMinds } from "./minds/missing-minds.ts";
import type { MissingMind } from "./minds/missing-minds.ts";
import { createLogBook } from "./parts/log-book.ts";
import type { LogBook } from "./parts/log-book.ts";
import { createNewsFeed } from "./parts/news-feed.ts";
import type { NewsFeed } from "./parts/news-feed.ts";
import { createRunFolder } from "./parts/run-folder.ts";
import { createStartWatch } from "./parts/start-watch.ts";
import { startWorldPart } from "./parts/world-part.ts";
import type { DefinedNpc, WayToLetta, WorldPart } from "./parts/world-part.ts";
import { runOperatorCommand } from "@townsfolk/simulator";
import { createPlayerStage } from "./player/player-stage.ts";
import type { PlayerStage } from "./player/player-stage.ts";
import type { ShownLine } from "./player/shown-line.ts";

const ROOT = join(import.meta.dirname, "..", "..");

export interface PlaytestOptions {
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
	/** Gets `stop` before anything starts, so that an interrupted start leaves nothing behind. */
	readonly onBegun?: (stop: Playtest["stop"]) => void;
}

/** The running place and a player in it, whichever way the place has to Letta. */
export interface Playtest {
	readonly world: World;
	readonly player: PlayerHandle;
	/** What the player can do, for scenes and for the keyboard. */
	readonly stage: PlayerStage;
	/** What the place answers to an operator's command: `stats`, `npcs`, `forget 7`. */
	readonly operate: (command: string) => Promise<string>;
	/** Asks the place about its NPCs' agents, memory blocks and newest turns. */
	readonly minds: () => Promise<ReadonlyArray<MindReport>>;
	/** Waits until every NPC has its agent or will not get one soon. Resolves to the NPCs that have none then. */
	readonly awaitMinds: (
		timeoutSeconds: number,
		onLook?: (missing: ReadonlyArray<MissingMind>) => void,
	) => Promise<ReadonlyArray<MissingMind>>;
	/** As the place defines them. */
	readonly npcs: ReadonlyArray<DefinedNpc>;
	/** What any client displays; `client` is its player's name. */
	readonly onDisplayed: WorldPart["onDisplayed"];
	/** What the player's client displays. */
	readonly onShown: (listener: (line: ShownLine) => void) => void;
	/** Warnings and errors of the place's scripts, on the server and on clients. */
	readonly onTrouble: (listener: (event: LogEvent) => void) => void;
	/** A part failed for good: the playtest cannot go on. */
	readonly onBroken: (listener: (reason: string) => void) => void;
	/** The place's log. */
	readonly logs: { readonly game: LogBook };
	/** Every log of this run, the place's first. */
	readonly logFiles: ReadonlyArray<string>;
	/** Ends everything; can be called twice. Rejects when a part did not end as it should; the others have. */
	readonly stop: () => Promise<void>;
}

/** What a playtest is built with. */
export interface Site {
	readonly dataDir: string;
	/** Of this run's own. */
	readonly runDir: string;
	readonly steps: Steps;
	readonly lifecycle: Lifecycle;
	readonly openLog: (name: string) => LogBook;
	/** Ends the playtest: it cannot go on. */
	readonly breakDown: (reason: string) => void;
	/** Starts the place and lets the player join. */
	readonly openPlace: (opening: Opening) => Promise<OpenPlace>;
}

export interface Opening {
	readonly way: WayToLetta;
	/** Closes the place, which had these minds just before; default: by `close`. */
	readonly onClose?: (close: WorldPart["close"], minds: ReadonlyArray<MindReport>) => Promise<void>;
}

export type OpenPlace = Omit<Playtest, "logFiles" | "stop">;

/**
 * Starts a playtest by `build`. Rejects with a message for the user when a part cannot start; whatever had started by then
 * has ended.
 *
 * @param stopTimeoutSeconds what each part may take to end
 */
export async function raisePlaytest<T extends object>(
	options: PlaytestOptions,
	stopTimeoutSeconds: number,
	build: (site: Site) => Promise<T>,
): Promise<T & Pick<Playtest, "stop">> {
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

function createSite(options: PlaytestOptions, lifecycle: Lifecycle): Site {
	const { dataDir = join(ROOT, ".townsfolk"), steps = silentSteps } = options;
	const runDir = createRunFolder(join(dataDir, "runs"));
	const news: PlaceNews = { trouble: createNewsFeed(), broken: createNewsFeed() };
	const openLog = (name: string) => {
		const log = createLogBook(join(runDir, `${name}.log`));
		lifecycle.add(`${name}'s log`, log.close);
		return log;
	};
	return {
		dataDir,
		runDir,
		steps,
		lifecycle,
		openLog,
		breakDown: news.broken.tell,
		openPlace: (opening) => openPlace(opening, options, { steps, lifecycle, log: openLog("game"), news }),
	};
}

interface PlaceNews {
	readonly trouble: NewsFeed<LogEvent>;
	readonly broken: NewsFeed<string>;
}

interface PlaceDeps extends Pick<Site, "steps" | "lifecycle"> {
	readonly log: LogBook;
	readonly news: PlaceNews;
}

async function openPlace(
	{ way, onClose }: Opening,
	options: PlaytestOptions,
	{ steps, lifecycle, log, news }: PlaceDeps,
): Promise<OpenPlace> {
	const { playerName = "Alex", projectFile = join(ROOT, "default.project.json") } = options;
	const { memoryMode, prepare } = options;
	const start = createStartWatch(log.file);
	const onLog = (event: LogEvent) => {
		if (event.level !== "warn" && event.level !== "error") return;
		if (!start.take(event)) news.trouble.tell(event);
	};
	const onBroken = (reason: string) => news.broken.tell(`the place stands still: ${reason}`);
	const place = await steps.run(
		"the place",
		async () => {
			const part = await startWorldPart({
				projectFile,
				way,
				log,
				playerName,
				memoryMode,
				prepare,
				onLog,
				onBroken,
			});
			lifecycle.add("the place", () => closePlace(part, onClose));
			await start.settle(part.world.now);
			return part;
		},
		({ npcs }) => `${npcs.length} NPCs`,
	);
	for (const warning of start.warnings()) steps.warn(warning);
	if (place.settingsProblem !== undefined) steps.warn(publishedProblem(place.settingsProblem, way));
	const { world, npcs, onShown, onDisplayed } = place;
	const minds = (npcIds?: ReadonlyArray<string>) => askMinds(world, npcIds);
	const player = await steps.run(
		playerName,
		async () => {
			const joined = await world.join({ name: playerName });
			await start.settle(world.now);
			return joined;
		},
		() => "has joined",
	);
	for (const warning of start.warnings()) steps.warn(warning);
	start.end();
	return {
		world,
		player,
		stage: createPlayerStage({ world, player, npcs, askMinds: minds, onShown }),
		operate: (command) => runOperatorCommand(world, command),
		minds: () => minds(),
		awaitMinds: (timeoutSeconds, onLook) => awaitMinds(npcs, minds, timeoutSeconds, onLook),
		npcs,
		onDisplayed,
		onShown,
		onTrouble: news.trouble.on,
		onBroken: news.broken.on,
		logs: { game: log },
	};
}

function publishedProblem(problem: string, { settings }: WayToLetta): string {
	const ours = Object.keys(settings).join(", ");
	return `${problem}: published, this stops the start. Here the place has other settings of ours (${ours})`;
}

async function closePlace({ world, close }: WorldPart, onClose: Opening["onClose"]): Promise<void> {
	if (onClose === undefined) return close();
	// A place that did not come up, or stands still, has nothing to say.
	await onClose(close, await askMinds(world).catch(() => []));
}
