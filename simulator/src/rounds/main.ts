import { writeFile } from "node:fs/promises";
import { HELP, parseRoundsOptions } from "./options.ts";
import { formatRounds } from "./report-rounds.ts";
import { isReached, runRounds } from "./run-rounds.ts";
import { townPicture } from "./town-picture.ts";

/** `npm run rounds`: the report goes to the standard output, progress to the error output. */

/** Lower than any ground of the town. */
const LOWEST_STUDS = 0;

const request = parseRoundsOptions(process.argv.slice(2));

if (request.kind === "help") process.stdout.write(HELP);
else if (request.kind === "invalid") {
	process.stderr.write(`${request.message}\n\nnpm run rounds -- --help lists the options.\n`);
	process.exitCode = 2;
} else {
	const rounds = await runRounds({
		npcs: request.npcs,
		seconds: request.minutes * 60,
		onProgress: (seconds, trips) =>
			void process.stderr.write(`\r${(seconds / 60).toFixed(1)} min, ${trips} trips `),
	});
	process.stderr.write("\n");
	process.stdout.write(`${formatRounds(rounds)}\n`);
	if (request.svg !== undefined) await writeFile(request.svg, townPicture(rounds));
	const isLost = rounds.lowest < LOWEST_STUDS || rounds.problems.length > 0;
	if (isLost || !rounds.trips.every(isReached)) process.exitCode = 1;
}
