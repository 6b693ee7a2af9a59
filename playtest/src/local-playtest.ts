import { join } from "node:path";
import type { AgentBackend, AppServerLimits, Metrics } from "@townsfolk/gateway";
import type { AppServer } from "./app-server/process.ts";
import type { SupervisorEvent } from "./app-server/supervisor.ts";
import type { LlmChoice } from "./cli/options.ts";
import type { ScriptedModel, ScriptedModelOptions } from "@townsfolk/simulator";
import { startAppServerPart } from "./parts/app-server-part.ts";
import { startGatewayPart, type Transport, wayToGateway } from "./parts/gateway-part.ts";
import { startModelPart } from "./parts/model-part.ts";
import { createNewsFeed } from "./parts/news-feed.ts";
import { raisePlaytest } from "./playtest.ts";
import type { Playtest, PlaytestOptions, Site } from "./playtest.ts";

export interface LocalPlaytestOptions extends PlaytestOptions {
	/** The NPCs' model; the scripted one if not given. */
	readonly llm?: LlmChoice;
	/** A model file (.gguf) for them, run by this process. Not beside `llm`. */
	readonly llmFile?: string;
	/** Processor threads for it; default: all. */
	readonly llmThreads?: number | undefined;
	/** Of the scripted model. */
	readonly model?: ScriptedModelOptions;
	/**
	 * The App Server's state, with the agents and what they remember. It stays when the playtest ends, and the next one can
	 * go on with it. Default: a state of this run's own, deleted at its end.
	 */
	readonly stateDir?: string;
	/** Default: `auto`. */
	readonly transport?: Transport;
	/** Another address for the place to reach the gateway at: a test puts something between. */
	readonly reachGateway?: (url: string) => Promise<string>;
	/** Comes between the gateway and the App Server: a test sees there what passes, or changes it. */
	readonly wrapBackend?: (backend: AgentBackend) => AgentBackend;
	/** Of the gateway's, over its own: a test waits less. */
	readonly limits?: Partial<AppServerLimits>;
	/** Where the gateway counts. */
	readonly metrics?: Metrics;
	/** How often the App Server may end on its own within ten minutes and is started again. Default 3. */
	readonly maxAppServerRestarts?: number;
}

/** Everything at once: model, App Server, gateway, the place and a player in it. */
export interface LocalPlaytest extends Playtest {
	/** Undefined when another model was chosen. */
	readonly model: ScriptedModel | undefined;
	readonly appServer: AppServer;
	/** Its address and the token that it wants. */
	readonly gateway: { readonly url: string; readonly token: string };
	readonly onAppServer: (listener: (event: SupervisorEvent) => void) => void;
}

const DEFAULT_MAX_RESTARTS = 3;

/** The place may take this long to let go of its agents. */
const STOP_TIMEOUT_SECONDS = 15;

/** Starts the whole chain and lets a player join; see `raisePlaytest`. */
export function startPlaytest(options: LocalPlaytestOptions = {}): Promise<LocalPlaytest> {
	return raisePlaytest(options, STOP_TIMEOUT_SECONDS, (site) => buildChain(options, site));
}

async function buildChain(options: LocalPlaytestOptions, site: Site): Promise<Omit<LocalPlaytest, "stop">> {
	const { steps, lifecycle, runDir } = site;
	const appServerNews = createNewsFeed<SupervisorEvent>();
	const gatewayLog = site.openLog("gateway");
	const { llm, scripted } = await startModelPart({
		llm: options.llm,
		file: options.llmFile,
		threads: options.llmThreads,
		cacheDir: join(site.dataDir, "cache"),
		scripted: options.model,
		steps,
		lifecycle,
	});

	const appServer = await startAppServerPart({
		cacheDir: join(site.dataDir, "cache"),
		stateDir: options.stateDir ?? join(runDir, "app-server"),
		keepsState: options.stateDir !== undefined,
		llm,
		maxRestarts: options.maxAppServerRestarts ?? DEFAULT_MAX_RESTARTS,
		onEvent: (event) => {
			appServerNews.tell(event);
			if (event.kind === "gaveUp") site.breakDown(`the App Server is gone: ${event.reason}`);
		},
		steps,
		lifecycle,
	});

	const { url, token, close } = await steps.run(
		"gateway",
		() =>
			startGatewayPart({
				appServer,
				modelId: llm.modelId,
				log: gatewayLog,
				wrapBackend: options.wrapBackend,
				limits: options.limits,
				metrics: options.metrics,
			}),
		(gateway) => `${gateway.url}, in place of LettaConfig.GatewayUrl`,
	);
	lifecycle.add("gateway", close);

	const reached = (await options.reachGateway?.(url)) ?? url;
	const place = await site.openPlace({ way: wayToGateway({ url: reached, token }, options.transport) });
	return {
		...place,
		model: scripted,
		appServer,
		gateway: { url, token },
		onAppServer: appServerNews.on,
		logFiles: [place.logs.game.file, gatewayLog.file, appServer.logFile],
	};
}
