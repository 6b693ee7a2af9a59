import { writeFile } from "node:fs/promises";
import { HELP, parseRoundsOptions } from "./options.ts";
import { formatRounds, isSound } from "./report-rounds.ts";
import { runRounds } from "./run-rounds.ts";
import { townPicture } from "./town-picture.ts";

/** `npm run rounds`: the report goes to the standard output, progress to the error output. */

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
	if (!isSound(rounds)) process.exitCode = 1;
}
