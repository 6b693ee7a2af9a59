import { createWorld, findInstance, formatLog, setAttribute } from "@townsfolk/headless";
import type { LogEvent, MountedInstance, World } from "@townsfolk/headless";
import type { GatewayPart } from "./gateway-part.ts";
import type { LogBook } from "./log-book.ts";
import { readDisplay } from "./shown-line.ts";
import type { ShownLine } from "./shown-line.ts";

export interface WorldPartOptions {
	readonly projectFile: string;
	readonly gateway: Pick<GatewayPart, "url" | "token">;
	readonly log: LogBook;
	readonly playerName: string;
	/** A warning or an error of a script. */
	readonly onTrouble: (event: LogEvent) => void;
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
	readonly onShown: (listener: (line: ShownLine) => void) => void;
	readonly close: () => Promise<void>;
}

/** What `LettaConfig.SecretName` says in the place. */
const TOKEN_SECRET = "townsfolk_gateway_token";

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
	const { gateway, log } = options;
	let npcs: DefinedNpc[] = [];
	const world = await createWorld({
		projectFile: options.projectFile,
		clock: "real",
		secrets: { [TOKEN_SECRET]: gateway.token },
		prepare: (tree) => {
			npcs = definedNpcs(tree);
			setAttribute(tree, "ServerStorage/LettaConfig", "GatewayUrl", gateway.url);
		},
	});
	world.on("log", (event) => {
		log.add(`${event.time.toFixed(2)} ${formatLog(event)}`);
		if (event.level === "warn" || event.level === "error") options.onTrouble(event);
	});
	await world.start();

	let isClosing = false;
	const drive = async () => {
		while (!isClosing) await world.run(RUN_SECONDS);
	};
	drive().catch((error: unknown) => {
		if (!isClosing) options.onBroken((error as Error).message);
	});

	const names = [options.playerName, ...npcs.map(({ displayName }) => displayName)];
	const listeners: ((line: ShownLine) => void)[] = [];
	world.on("display", (event) => {
		const line = readDisplay(event, names);
		for (const listener of listeners) listener(line);
	});

	return {
		world,
		npcs,
		onShown: (listener) => void listeners.push(listener),
		close: () => {
			isClosing = true;
			return world.shutdown();
		},
	};
}
