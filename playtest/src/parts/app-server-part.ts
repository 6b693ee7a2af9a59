import { removeState } from "../app-server/environment.ts";
import { ensureAppServer } from "../app-server/fetch.ts";
import { startAppServer } from "../app-server/process.ts";
import type { AppServer } from "../app-server/process.ts";
import { APP_SERVER_RELEASE } from "../app-server/release.ts";
import { superviseAppServer } from "../app-server/supervisor.ts";
import type { SupervisorEvent } from "../app-server/supervisor.ts";
import type { Steps } from "../cli/steps.ts";
import type { Lifecycle } from "../lifecycle.ts";
import type { LlmModel } from "./llm-model.ts";

/** Restarts longer ago do not count: an evening's play may see more of them than a crash loop. */
const RESTART_WINDOW_SECONDS = 600;

export interface AppServerPartOptions {
	readonly cacheDir: string;
	readonly stateDir: string;
	/** The state is not this run's own: it stays. */
	readonly keepsState: boolean;
	readonly llm: LlmModel;
	readonly maxRestarts: number;
	readonly onEvent: (event: SupervisorEvent) => void;
	readonly steps: Steps;
	readonly lifecycle: Lifecycle;
}

/** The App Server: fetched where need be, started, and started again when it ends on its own. */
export async function startAppServerPart(options: AppServerPartOptions): Promise<AppServer> {
	const { cacheDir, stateDir, keepsState, llm, maxRestarts, onEvent, steps, lifecycle } = options;
	const appServer = await steps.run(
		"Letta App Server",
		async (progress) => {
			const lettaJs = await ensureAppServer({ cacheDir, onProgress: progress });
			return startAppServer({ lettaJs, stateDir, llm });
		},
		(started) => `${APP_SERVER_RELEASE.version}, process ${started.pid()}`,
	);
	lifecycle.add("App Server", async () => {
		await appServer.stop();
		// A state of this run's own goes, with all that was said and the model's key.
		if (!keepsState) await removeState(stateDir);
	});
	superviseAppServer(appServer, { maxRestarts, windowSeconds: RESTART_WINDOW_SECONDS, onEvent });
	return appServer;
}
