import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type AgentBackend, createAppServerBackend, createGateway } from "@townsfolk/gateway";
import { ensureAppServer, startAppServer } from "@townsfolk/playtest";
import { startScriptedModel } from "@townsfolk/simulator";
import { sentencesOf, taleIn } from "../scripts.ts";
import type { FarSideMessage } from "./far-link.ts";
import { clockTime, type Moment } from "./moments.ts";

/**
 * Model, App Server and gateway in a process of their own: the frames of a headless world would keep them waiting, as no game
 * server does. Tells its parent when what happened.
 */

const [, , token = "", wordsPerSecond = "20", sentences = "2"] = process.argv;
const tell = (message: FarSideMessage) => void process.send?.(message);

function note(moment: Moment, tale: number | undefined): void {
	if (tale !== undefined) tell({ kind: "moment", moment, tale, at: clockTime() });
}

const repliesTo = (tale: number | undefined) =>
	tale === undefined ? ["Hm."] : sentencesOf(tale, Number(sentences));

/** Sees turns come and sentences go. */
function watchBackend(backend: AgentBackend): AgentBackend {
	return {
		...backend,
		open: (identity, emit) => {
			const tales = new Map<string, number>();
			const session = backend.open(identity, (event) => {
				if (event.event === "sentence" && event.index === 0) note("passed", tales.get(event.turnId));
				if (event.event === "turnFailed")
					tell({ kind: "failed", problem: `${event.kind}: ${event.message}` });
				emit(event);
			});
			return {
				...session,
				startTurn: (turn) => {
					const tale = taleIn(turn.content);
					if (tale !== undefined) tales.set(turn.turnId, tale);
					note("taken", tale);
					session.startTurn(turn);
				},
			};
		},
	};
}

const folder = mkdtempSync(join(tmpdir(), "townsfolk-chain-"));
const lineOf = (turn: { readonly heard: ReadonlyArray<{ readonly text: string }> }) =>
	taleIn(turn.heard.at(-1)?.text ?? "");
const model = await startScriptedModel({
	wordsPerSecond: Number(wordsPerSecond),
	onWritten: ({ turn, text }) => {
		const tale = lineOf(turn);
		const [first = ""] = repliesTo(tale);
		const isOver = text.length > first.length && !text.slice(first.length).trimStart().includes(" ");
		if (isOver) note("written", tale);
	},
});
model.replyWith((turn) => {
	note("requested", lineOf(turn));
	return repliesTo(lineOf(turn)).join(" ");
});
const cacheDir = join(import.meta.dirname, "../../../.townsfolk/cache");
const lettaJs = await ensureAppServer({ cacheDir });
const appServer = await startAppServer({ lettaJs, stateDir: join(folder, "letta"), llm: model });
const gateway = createGateway({
	token,
	backend: watchBackend(
		createAppServerBackend({
			url: appServer.url,
			token: appServer.token,
			model: `openai-compatible/${model.modelId}`,
			agentDataDirs: appServer.agentDataDirs,
		}),
	),
});
await gateway.listen({ host: "127.0.0.1", port: 0 });
const { port } = gateway.server.address() as AddressInfo;
// The gateway connects to the App Server in the background.
while (!(await fetch(`http://127.0.0.1:${port}/readyz`)).ok) await sleep(100);
tell({ kind: "ready", baseUrl: `http://127.0.0.1:${port}` });

async function stop(): Promise<void> {
	await gateway.close();
	await appServer.stop();
	await model.close();
	rmSync(folder, { recursive: true, force: true });
	process.exit(0);
}
process.once("disconnect", () => void stop());
