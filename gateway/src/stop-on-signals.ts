import type { FastifyInstance } from "fastify";
import type { Log } from "./logging.ts";

/** Beyond the time for turns: polls, sessions and sockets close within moments. */
const MARGIN_SECONDS = 5;

/**
 * On SIGTERM and SIGINT the gateway closes in order and the process ends with 0. Past the limit, or at a second
 * signal, it ends with 1.
 */
export function stopOnSignals(gateway: FastifyInstance, log: Log, shutdownSeconds: number): void {
	let isStopping = false;

	function giveUp(reason: string): void {
		log.error({ reason }, "the gateway stops without having closed everything");
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
