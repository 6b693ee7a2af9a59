import { randomInt } from "node:crypto";
import { createEngineHost, type EngineHost } from "../host/engine-host.ts";
import { mount, type MountedProject } from "../rojo/mount.ts";
import { createCommandQueue } from "./commands.ts";
import { createEmitter } from "./emitter.ts";
import { createEvaluator } from "./evaluator.ts";
import { createFrameLoop } from "./frame-loop.ts";
import { createFrameExchange, type FrameExchange } from "./frame.ts";
import { createHttpClient } from "./http-client.ts";
import { fetchTransport } from "./http-transport.ts";
import { createRealPacer, createVirtualPacer } from "./pacer.ts";
import { createPlayerHandle } from "./player-handle.ts";
import { createSourceLocator } from "./source-locator.ts";
import { createStreamClient, socketTransport } from "./stream-client.ts";
import type { Perform, World, WorldEvents, WorldOptions } from "./world.ts";

const DEFAULT_STEP_SECONDS = 1 / 30;

/** Mounts a project and boots the engine with it. Nothing runs until `start`. Throws MountError. */
export async function createWorld(options: WorldOptions): Promise<World> {
	const project = await mount(options.projectFile);
	options.prepare?.(project.tree);
	const host = await createEngineHost({ schema: project.schema });
	await registerScripts(host, project);
	await host.boot({ tree: project.tree, options: engineOptions(options, project.name) });

	const events = createEmitter<WorldEvents>();
	const locator = createSourceLocator(options.projectFile, project.scripts);
	const commands = createCommandQueue();
	const http = createHttpClient(options.http ?? fetchTransport, (event) =>
		events.emit("http", { ...event, time: loop.now() }),
	);
	const streams = createStreamClient(options.streams ?? socketTransport);
	const { beforeFrame } = options;
	const exchange = createFrameExchange({ host, commands, http, streams, events, locator, beforeFrame });
	const loop = createFrameLoop({
		stepSeconds: options.stepSeconds ?? DEFAULT_STEP_SECONDS,
		pacer: createPacer(options, http),
		frame: exchange.compute,
		onFault: (fault) => commands.failAll(fault),
	});
	const perform: Perform = (body) => loop.runUntilSettled(commands.add(body));

	let ending: Promise<void> | undefined;
	const end = async (): Promise<void> => {
		try {
			if (loop.isUsable()) await perform({ kind: "shutdown" });
		} finally {
			await loop.stop();
			http.abortAll();
			streams.closeAll();
			commands.failAll(new Error("the world has shut down"));
			exchange.destroy();
			host.destroy();
		}
	};
	return {
		on: events.on,
		start: async () => void (await perform({ kind: "start" })),
		join: createJoin(perform, exchange),
		step: loop.step,
		run: loop.run,
		runUntil: loop.runUntil,
		sleep: loop.sleep,
		evaluate: createEvaluator(host, loop, perform),
		setOption: async (name, value) => void (await perform({ kind: "setOption", name, value })),
		now: loop.now,
		annotate: locator.annotate,
		shutdown: () => (ending ??= end()),
	};
}

/** Connects players; those without a user id are numbered. */
function createJoin(perform: Perform, exchange: FrameExchange): World["join"] {
	let lastUserId = 0;
	return async ({ name, displayName = name, userId = lastUserId + 1 }) => {
		lastUserId = Math.max(lastUserId, userId);
		await perform({ kind: "join", name, displayName, userId });
		return createPlayerHandle({ name, userId }, perform, (player) =>
			exchange.players().find((state) => state.name === player),
		);
	};
}

async function registerScripts(host: EngineHost, { scripts }: MountedProject): Promise<void> {
	for (const { key, fullName, text, refusal } of scripts) {
		if (refusal !== undefined) await host.refuseScript(key, refusal);
		else await host.registerScript({ key, chunkName: fullName, source: text });
	}
}

function engineOptions(options: WorldOptions, projectName: string) {
	const isStudio = options.isStudio ?? true;
	return {
		...options.engineOptions,
		// A world on the real clock meets real servers, where its JobId and GUIDs must be nobody else's.
		seed: options.seed ?? (options.clock === "real" ? randomInt(2 ** 31) : 1),
		isStudio,
		allowLocalhost: options.allowLocalhost ?? isStudio,
		secrets: options.secrets ?? {},
		startTime: options.startTime ?? Date.now() / 1000,
		placeId: options.placeId ?? 0,
		projectName,
	};
}

function createPacer(options: WorldOptions, http: ReturnType<typeof createHttpClient>) {
	const wallSeconds = () => performance.now() / 1000;
	if (options.clock === "real") return createRealPacer(wallSeconds);
	const isPending = () => (options.waitForHttp ?? true) && http.pendingCount() > 0;
	return createVirtualPacer(wallSeconds, { isPending, nextAnswer: http.nextAnswer });
}
