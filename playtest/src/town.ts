import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AgentBackend } from "@townsfolk/gateway";
import type { LogEvent, MountedInstance, PlayerHandle, World } from "@townsfolk/headless";
import type { MemoryMode } from "../../src/shared/protocol/gateway-frames.ts";
import type { AppServer } from "./app-server/process.ts";
import type { SupervisorEvent } from "./app-server/supervisor.ts";
import type { LlmChoice } from "./cli/options.ts";
import { silentSteps } from "./cli/steps.ts";
import type { Steps } from "./cli/steps.ts";
import { createLifecycle } from "./lifecycle.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { ScriptedModel, ScriptedModelOptions } from "./scripted-model/server.ts";
import { startAppServerPart } from "./town/app-server-part.ts";
import { startGatewayPart } from "./town/gateway-part.ts";
import { createLogBook } from "./town/log-book.ts";
import type { LogBook } from "./town/log-book.ts";
import { createMindMonitor } from "./town/mind-monitor.ts";
import type { Mind, TurnNote } from "./town/mind-monitor.ts";
import { missingMinds } from "./town/missing-minds.ts";
import { startModelPart } from "./town/model-part.ts";
import { createNewsFeed } from "./town/news-feed.ts";
import { runOperatorCommand } from "./town/operator-command.ts";
import { createPlayerStage } from "./town/player-stage.ts";
import type { PlayerStage } from "./town/player-stage.ts";
import { createRunFolder } from "./town/run-folder.ts";
import type { ShownLine } from "./town/shown-line.ts";
import { startWorldPart } from "./town/world-part.ts";

const ROOT = join(import.meta.dirname, "..", "..");

export interface TownOptions {
	/** Default: the place's own. */
	readonly projectFile?: string;
	/** Caches, state and logs; default `.townsfolk` in the repository. */
	readonly dataDir?: string;
	/** The NPCs' model; the scripted one if not given. */
	readonly llm?: LlmChoice;
	/** Of the scripted model. */
	readonly model?: ScriptedModelOptions;
	/** Default: Alex. */
	readonly playerName?: string;
	/** Default: as the place says. */
	readonly memoryMode?: MemoryMode;
	/**
	 * The App Server's state, with the agents and what they remember; it stays when the town ends, and the next town can go
	 * on with it. Default: one of this run's own, deleted at its end.
	 */
	readonly stateDir?: string;
	/** Edits the mounted place before it begins. */
	readonly prepare?: (tree: MountedInstance) => void;
	/** Comes between the gateway and the App Server, to try what the game makes of another one. */
	readonly wrapBackend?: (backend: AgentBackend) => AgentBackend;
	/** Told of the start's progress. */
	readonly steps?: Steps;
	/** How often the App Server may end on its own within ten minutes and is started again. Default 3. */
	readonly maxAppServerRestarts?: number;
}

/** Everything at once: model, App Server, gateway, the place and a player in it. */
export interface Town {
	readonly world: World;
	readonly player: PlayerHandle;
	/** What the player can do, for scenes and for the keyboard. */
	readonly stage: PlayerStage;
	/** Undefined when another model was chosen. */
	readonly model: ScriptedModel | undefined;
	/** As its endpoint calls it. */
	readonly modelId: string;
	readonly appServer: AppServer;
	/** Its address and the token that it wants. */
	readonly gateway: { readonly url: string; readonly token: string };
	/** What the place answers to an operator's command: `stats`, `npcs`, `forget 7`. */
	readonly operate: (command: string) => Promise<string>;
	/** The NPCs' agents and memory blocks, as they are now. */
	readonly minds: () => ReadonlyArray<Mind>;
	/** Waits until every NPC has its agent; returns those that have none when the time is over. */
	readonly awaitMinds: (timeoutSeconds: number) => Promise<ReadonlyArray<Mind>>;
	readonly npcCount: number;
	/** Every line of an NPC that any client's chat window displayed, once for each client; `id` is the line's. */
	readonly onLine: (listener: (line: { id: string; speaker: string; text: string }) => void) => void;
	/** What the player's client displays. */
	readonly onShown: (listener: (line: ShownLine) => void) => void;
	readonly onTurn: (listener: (note: TurnNote) => void) => void;
	/** Warnings and errors of the place's scripts, on the server and on clients. */
	readonly onTrouble: (listener: (event: LogEvent) => void) => void;
	readonly onAppServer: (listener: (event: SupervisorEvent) => void) => void;
	/** A part failed for good: nothing will go on. */
	readonly onBroken: (listener: (reason: string) => void) => void;
	/** The place's log and the gateway's. */
	readonly logs: { readonly game: LogBook; readonly gateway: LogBook };
	/** Ends everything; can be called twice. Rejects when a part did not end as it should; the others have. */
	readonly stop: () => Promise<void>;
}

const DEFAULT_MAX_RESTARTS = 3;

/** The place may take this long to let go of its agents. */
const STOP_TIMEOUT_SECONDS = 15;

const MINDS_POLL_SECONDS = 0.05;

/**
 * Starts the whole chain and lets a player join. Rejects with a message for the user when a part cannot start; what was
 * started by then has ended.
 */
export async function startTown(options: TownOptions = {}): Promise<Town> {
	const problems: string[] = [];
	const onProblem = (problem: string) => void problems.push(problem);
	const lifecycle = createLifecycle({ stopTimeoutSeconds: STOP_TIMEOUT_SECONDS, onProblem });
	const stop = async () => {
		await lifecycle.end(0);
		if (problems.length > 0) throw new Error(`not everything ended as it should: ${problems.join("; ")}`);
	};
	try {
		return { ...(await startParts(options, lifecycle)), stop };
	} catch (error) {
		await lifecycle.end(1);
		throw error;
	}
}

async function startParts(options: TownOptions, lifecycle: Lifecycle): Promise<Omit<Town, "stop">> {
	const { dataDir = join(ROOT, ".townsfolk"), steps = silentSteps, playerName = "Alex" } = options;
	const runDir = createRunFolder(join(dataDir, "runs"));
	const trouble = createNewsFeed<LogEvent>();
	const broken = createNewsFeed<string>();
	const appServerNews = createNewsFeed<SupervisorEvent>();
	const openLog = (name: string) => {
		const log = createLogBook(join(runDir, `${name}.log`));
		lifecycle.add(`${name}'s log`, log.close);
		return log;
	};
	const logs = { game: openLog("game"), gateway: openLog("gateway") };

	const { mind, scripted } = await startModelPart({
		llm: options.llm,
		scripted: options.model,
		steps,
		lifecycle,
	});

	const appServer = await startAppServerPart({
		cacheDir: join(dataDir, "cache"),
		stateDir: options.stateDir ?? join(runDir, "app-server"),
		keepsState: options.stateDir !== undefined,
		mind,
		maxRestarts: options.maxAppServerRestarts ?? DEFAULT_MAX_RESTARTS,
		onEvent: (event) => {
			appServerNews.tell(event);
			if (event.kind === "gaveUp") broken.tell(`the App Server is gone: ${event.reason}`);
		},
		steps,
		lifecycle,
	});

	const monitor = createMindMonitor();
	const gateway = await steps.run(
		"gateway",
		() =>
			startGatewayPart({
				appServer,
				modelId: mind.modelId,
				monitor,
				log: logs.gateway,
				wrapBackend: options.wrapBackend,
			}),
		({ url }) => url,
	);
	lifecycle.add("gateway", gateway.close);

	const place = await steps.run(
		"the place",
		() =>
			startWorldPart({
				projectFile: options.projectFile ?? join(ROOT, "default.project.json"),
				gateway,
				log: logs.game,
				playerName,
				memoryMode: options.memoryMode,
				prepare: options.prepare,
				onTrouble: trouble.tell,
				onBroken: (reason) => broken.tell(`the place stands still: ${reason}`),
			}),
		({ npcs }) => `${npcs.length} NPCs`,
	);
	lifecycle.add("the place", place.close);
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
		model: scripted,
		modelId: mind.modelId,
		appServer,
		gateway: { url: gateway.url, token: gateway.token },
		operate: (command) => runOperatorCommand(world, command),
		minds: monitor.minds,
		awaitMinds: async (timeoutSeconds) => {
			const deadline = performance.now() + timeoutSeconds * 1000;
			const missing = () => missingMinds(npcs, monitor.minds());
			while (missing().length > 0 && performance.now() < deadline) await sleep(MINDS_POLL_SECONDS * 1000);
			return missing();
		},
		npcCount: npcs.length,
		onLine: place.onLine,
		onShown,
		onTurn: monitor.onTurn,
		onTrouble: trouble.on,
		onAppServer: appServerNews.on,
		onBroken: broken.on,
		logs,
	};
}
