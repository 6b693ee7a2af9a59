import type { FastifyInstance } from "fastify";
import type { Log } from "./logging.ts";

/** Added to the time for turns: polls, sessions and sockets close within moments. */
const MARGIN_SECONDS = 5;

/**
 * Closes the gateway in order on SIGTERM and SIGINT, and ends the process with 0. The process ends with 1 if closing takes
 * too long, or at a second signal.
 */
export function stopOnSignals(gateway: FastifyInstance, log: Log, shutdownSeconds: number): void {
	let isStopping = false;

	function giveUp(reason: string): void {
		log.error({ reason }, "the gateway stops before everything is closed");
		process.exit(1);
	}

	function stop(signal: NodeJS.Signals): void {
		if (isStopping) return giveUp(`second signal, ${signal}`);
		isStopping = true;
		log.info({ signal, shutdownSeconds }, "stopping");
		const limit = (shutdownSeconds + MARGIN_SECONDS) * 1000;
		setTimeout(() => giveUp("out of time"), limit).unref();
		gateway.close().then(
			() => {
				log.info("stopped");
				process.exit(0);
			},
			(error: unknown) => giveUp((error as Error).message),
		);
	}

	process.on("SIGTERM", stop);
	process.on("SIGINT", stop);
}
