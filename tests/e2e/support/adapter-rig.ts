import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	createAppServerBackend,
	createGateway,
	createLog,
	type AppServerLimits,
	type GatewayLimits,
} from "@townsfolk/gateway";
import { ensureAppServer, startAppServer, startScriptedModel } from "@townsfolk/playtest";
import { openGame, type GameClient, type GameClientOptions } from "./game-client.ts";
import { startCable } from "./cable.ts";

const TOKEN = "the-token-of-this-test-run";
export const CACHE_DIR = join(import.meta.dirname, "../../../.townsfolk/cache");

/** Short enough for tests: the real ones are for people. */
const LIMITS: Partial<AppServerLimits> = {
	reconnectBaseSeconds: 0.05,
	reconnectCapSeconds: 0.3,
	provisionBaseSeconds: 0.2,
	memoryQuietSeconds: 0.2,
	memoryTalkSeconds: 0,
	memoryIntervalSeconds: 0.2,
};

/** Where the App Server that the tests start keeps a folder for each agent. */
export function agentDataDirs(stateDir: string): string[] {
	return [join(stateDir, "backend", "memfs"), join(stateDir, "home", ".letta", "transcripts")];
}

export interface GatewayOptions {
	readonly limits?: Partial<AppServerLimits>;
	readonly gatewayLimits?: Partial<GatewayLimits>;
}

export interface RigOptions {
	/** Where the App Server's state goes. Default: the system's folder for temporary files. */
	readonly parentDir?: string;
	/** Default: the scripted one, which says what a test tells it to. */
	readonly llm?: { readonly baseUrl: string; readonly modelId: string };
}

/** A real App Server with a scripted model, and gateways and game clients in front of it. */
export async function startRig({ parentDir = tmpdir(), llm: otherLlm }: RigOptions = {}) {
	const stateDir = await mkdtemp(join(parentDir, "townsfolk-adapter-"));
	const model = await startScriptedModel({ wordsPerSecond: 0 });
	const lettaJs = await ensureAppServer({ cacheDir: CACHE_DIR });
	const llm = otherLlm ?? model;
	const appServer = await startAppServer({ lettaJs, stateDir, llm }).catch(async (error: unknown) => {
		// A model that goes on listening would keep the test's process alive for good.
		await model.close();
		throw error;
	});
	const cable = await startCable(Number(new URL(appServer.url).port));
	const cleanups: (() => Promise<unknown>)[] = [];

	/** A gateway on a free port; `open` opens a game's session at it. */
	async function startGateway(options: GatewayOptions = {}) {
		const lines: string[] = [];
		const log = createLog("debug", { write: (line) => void lines.push(line) });
		const backend = createAppServerBackend({
			url: `ws://127.0.0.1:${cable.port}`,
			token: appServer.token,
			model: `openai-compatible/${llm.modelId}`,
			agentDataDirs: agentDataDirs(stateDir),
			log,
			limits: { ...LIMITS, ...options.limits },
		});
		const gateway = createGateway({ token: TOKEN, backend, log, limits: options.gatewayLimits });
		const url = await gateway.listen({ host: "127.0.0.1", port: 0 });
		const games: GameClient[] = [];
		const close = async () => {
			for (const game of games) await game.vanish();
			await gateway.close();
		};
		cleanups.push(close);
		return {
			url,
			close: () => gateway.close(),
			log: () => lines.join(""),
			open: async (game: Omit<GameClientOptions, "gatewayUrl" | "token">) => {
				const client = await openGame({ gatewayUrl: url, token: TOKEN, ...game });
				games.push(client);
				return client;
			},
		};
	}

	return {
		model,
		appServer,
		stateDir,
		cable,
		dataDirs: agentDataDirs(stateDir),
		startGateway,
		/** After each test: ends its gateways and gives the model its own words back. */
		tidy: async () => {
			model.replyWith(undefined);
			for (const cleanup of cleanups.splice(0)) await cleanup();
		},
		stop: async () => {
			for (const cleanup of cleanups.splice(0)) await cleanup();
			cable.close();
			await appServer.stop();
			await model.close();
			await rm(stateDir, { recursive: true, force: true });
		},
	};
}

export type Rig = Awaited<ReturnType<typeof startRig>>;
