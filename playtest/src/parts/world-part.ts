import { createWorld, findInstance, formatLog, setAttribute } from "@townsfolk/headless";
import type { HttpTransport, LogEvent, MountedInstance, World } from "@townsfolk/headless";
import type { MemoryMode } from "../../../src/server/wire/gateway-frames.ts";
import type { LogBook } from "./log-book.ts";
import { checkOwnSettings } from "./own-settings.ts";
import { readDisplay } from "../player/shown-line.ts";
import type { ShownLine } from "../player/shown-line.ts";

/** How the place gets to Letta: what an operator would set up, and what carries its requests. */
export interface WayToLetta {
	/** Attributes of `LettaConfig`, over those that the place has. */
	readonly settings: Readonly<Record<string, string>>;
	/** Of the experience's secrets store. */
	readonly secrets: Readonly<Record<string, string>>;
	/** Default: the network. */
	readonly http?: HttpTransport;
}

export interface WorldPartOptions {
	readonly projectFile: string;
	readonly way: WayToLetta;
	readonly log: LogBook;
	readonly playerName: string;
	/** As the place says if not given. */
	readonly memoryMode?: MemoryMode;
	/** Edits the mounted place first. */
	readonly prepare?: (tree: MountedInstance) => void;
	/** What a script logs, from the first line on. */
	readonly onLog: (event: LogEvent) => void;
	/** The engine itself failed: the world stands still. */
	readonly onBroken: (reason: string) => void;
}

/** An NPC that the place defines. */
export interface DefinedNpc {
	readonly npcId: string;
	readonly displayName: string;
}

export interface WorldPart {
	readonly world: World;
	readonly npcs: ReadonlyArray<DefinedNpc>;
	/** Why the place would not start with the settings that it has of its own; undefined if it would. */
	readonly settingsProblem?: string;
	/** What the player's client displays. */
	readonly onShown: (listener: (line: ShownLine) => void) => void;
	/** What any client displays; `client` is its player's name. */
	readonly onDisplayed: (listener: (line: ShownLine, client: string) => void) => void;
	readonly close: () => Promise<void>;
}

/** One stretch of the run; the end is noticed between two. */
const RUN_SECONDS = 0.5;

function definedNpcs(tree: MountedInstance): DefinedNpc[] {
	return findInstance(tree, "ServerStorage/Npcs").children.map(({ name, attributes }) => ({
		npcId: name,
		displayName: typeof attributes.DisplayName === "string" ? attributes.DisplayName : name,
	}));
}

/** The headless place with its server's scripts running, in real time until it is closed. */
export async function startWorldPart(options: WorldPartOptions): Promise<WorldPart> {
	const { way, log, memoryMode } = options;
	const settings = { ...way.settings, ...(memoryMode === undefined ? {} : { MemoryMode: memoryMode }) };
	let npcs: DefinedNpc[] = [];
	let ownSettings: MountedInstance["attributes"] = {};
	const world = await createWorld({
		projectFile: options.projectFile,
		clock: "real",
		http: way.http,
		secrets: way.secrets,
		prepare: (tree) => {
			options.prepare?.(tree);
			npcs = definedNpcs(tree);
			ownSettings = { ...findInstance(tree, "ServerStorage/LettaConfig").attributes };
			for (const [name, value] of Object.entries(settings))
				setAttribute(tree, "ServerStorage/LettaConfig", name, value);
		},
	});
	world.on("log", (event) => {
		log.add(`${event.time.toFixed(2)} ${formatLog(event)}`);
		options.onLog(event);
	});
	await world.start();
	const settingsProblem = await checkOwnSettings(world, ownSettings);

	let isClosing = false;
	const drive = async () => {
		while (!isClosing) await world.run(RUN_SECONDS);
	};
	drive().catch((error: unknown) => {
		if (!isClosing) options.onBroken((error as Error).message);
	});

	const names = [options.playerName, ...npcs.map(({ displayName }) => displayName)];
	const listeners: ((line: ShownLine, client: string) => void)[] = [];
	world.on("display", (event) => {
		const line = readDisplay(event, names);
		for (const listener of listeners) listener(line, event.player);
	});

	return {
		world,
		npcs,
		settingsProblem,
		onShown: (listener) =>
			void listeners.push((line, client) => {
				if (client === options.playerName) listener(line);
			}),
		onDisplayed: (listener) => void listeners.push(listener),
		close: () => {
			isClosing = true;
			return world.shutdown();
		},
	};
}
