import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAppServerBackend, createLog } from "@townsfolk/gateway";
import { ensureAppServer, startAppServer, startScriptedModel } from "@townsfolk/playtest";
import { createAgentApi } from "../../../gateway/src/backend/app-server/agent-api.ts";
import { createLink } from "../../../gateway/src/backend/app-server/link.ts";
import { createSocketOpener } from "../../../gateway/src/backend/app-server/socket.ts";
import { APP_SERVER_LIMITS } from "../../../gateway/src/limits.ts";
import { systemClock } from "../../../gateway/src/timing/clock.ts";
import { agentDataDirs, CACHE_DIR } from "./adapter-rig.ts";
import { type BackEndHouse, QUICK, WORDS_PER_SECOND } from "./back-end-house.ts";
import { startCable } from "./cable.ts";

const LABELS = ["persona", "status", "group_members"];
const MANY = 1000;

type AppServer = Awaited<ReturnType<typeof startAppServer>>;

/** A connection of the test's own, which nobody cuts. */
async function connect({ url, token }: AppServer) {
	const limits = APP_SERVER_LIMITS;
	const timeoutSeconds = limits.requestTimeoutSeconds;
	const openSocket = createSocketOpener({ url, token, timeoutSeconds });
	const link = createLink(
		{ openSocket, clock: systemClock, random: () => 1, log: createLog("silent") },
		limits,
	);
	await new Promise<void>((onUp) => link.start({ onUp, onDown: () => {}, onFrame: () => {} }));
	return { api: createAgentApi(link), close: () => link.close() };
}

/** A real App Server, whose agents ask the scripted model. */
export async function startAppServerHouse(): Promise<BackEndHouse> {
	const stateDir = await mkdtemp(join(tmpdir(), "townsfolk-house-"));
	const model = await startScriptedModel({ wordsPerSecond: WORDS_PER_SECOND });
	const lettaJs = await ensureAppServer({ cacheDir: CACHE_DIR });
	const appServer = await startAppServer({ lettaJs, stateDir, llm: model }).catch(async (error: unknown) => {
		await model.close();
		throw error;
	});
	const cable = await startCable(Number(new URL(appServer.url).port));
	const own = await connect(appServer);
	const lines: string[] = [];
	const question = ({ turn, body }: Pick<(typeof model.requests)[number], "turn" | "body">) => ({
		content: turn.text,
		prompt: (body.messages ?? []).map(({ content }) => content).join("\n"),
	});

	async function blocksOf(agentId: string): Promise<Record<string, string>> {
		const blocks: Record<string, string> = {};
		for (const label of LABELS) {
			const read = await own.api.readBlock(agentId, label);
			if (read.kind === "ok" && read.value !== undefined) blocks[label] = read.value.trim();
		}
		return blocks;
	}

	return {
		startBackEnd: (limits) => {
			const backend = createAppServerBackend({
				url: `ws://127.0.0.1:${cable.port}`,
				token: appServer.token,
				model: `openai-compatible/${model.modelId}`,
				agentDataDirs: agentDataDirs(stateDir),
				log: createLog("debug", { write: (line) => void lines.push(line) }),
				limits: { ...QUICK, reconnectBaseSeconds: 0.05, reconnectCapSeconds: 0.3, ...limits },
			});
			backend.start();
			return backend;
		},
		questions: () => model.requests.map(question),
		replyWith: (reply) => model.replyWith((turn, body) => reply(question({ turn, body }))),
		failNext: (status) => model.failNext(status),
		agents: async (placeId) => {
			const found = await own.api.list([`place:${placeId}`], MANY);
			if (found.kind !== "ok") throw new Error(`agents cannot be listed: ${found.kind}`);
			return Promise.all(found.value.map(async ({ id, tags }) => ({ id, tags, blocks: await blocksOf(id) })));
		},
		deleteAgent: async (agentId) => void (await own.api.remove(agentId)),
		cable,
		log: () => lines.join(""),
		stop: async () => {
			own.close();
			cable.close();
			await appServer.stop();
			await model.close();
			await rm(stateDir, { recursive: true, force: true });
		},
	};
}
