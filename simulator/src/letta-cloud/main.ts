import { systemClock } from "../../../gateway/src/timing/clock.ts";
import { createFakeLettaCloud } from "./fake-letta-cloud.ts";
import { listen } from "./listen.ts";
import { HELP, parseMainOptions } from "./main-options.ts";
import { townsfolkModel } from "./townsfolk-model.ts";

/** Serves the fake until it is interrupted. */

const request = parseMainOptions(process.argv.slice(2));

if (request.kind === "help") process.stdout.write(HELP);
else if (request.kind === "invalid") {
	process.stderr.write(`${request.message}\n\n${HELP}`);
	process.exitCode = 2;
} else {
	const { port, key, maxAgents } = request.options;
	const cloud = createFakeLettaCloud({
		clock: systemClock,
		key,
		maxAgents,
		model: townsfolkModel,
		epoch: Date.now() / 1000 - systemClock.now(),
	});
	const { url, close } = await listen(cloud, port);
	process.stdout.write(`a fake of Letta Cloud listens on ${url}; nothing that it holds outlives it\n`);
	const stop = () => void close().then(() => process.exit(0));
	process.once("SIGINT", stop);
	process.once("SIGTERM", stop);
}
