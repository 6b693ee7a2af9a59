import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { formatRounds } from "./report-rounds.ts";
import { runRounds } from "./run-rounds.ts";
import { townPicture } from "./town-picture.ts";

/** `npm run rounds`: the report goes to the standard output, progress to the error output. */

const HELP = `npm run rounds [-- options]

Walks NPCs from every location of the demo town to every other, with the place's own walking, on the virtual clock. Exits 1
if one got stuck or left the town.

--minutes N   of the world; default 60
--npcs N      default 5
--svg FILE    writes the town from above, with a way from each location to each other
`;

/** Lower than any ground of the town. */
const LOWEST_STUDS = 0;

const { values } = parseArgs({
	options: {
		minutes: { type: "string", default: "60" },
		npcs: { type: "string", default: "5" },
		svg: { type: "string" },
		help: { type: "boolean", short: "h" },
	},
});
if (values.help === true) process.stdout.write(HELP);
else {
	const rounds = await runRounds({
		npcs: Number(values.npcs),
		seconds: Number(values.minutes) * 60,
		onProgress: (seconds, trips) =>
			void process.stderr.write(`\r${(seconds / 60).toFixed(1)} min, ${trips} trips `),
	});
	process.stderr.write("\n");
	process.stdout.write(`${formatRounds(rounds)}\n`);
	if (values.svg !== undefined) await writeFile(values.svg, townPicture(rounds));
	const isLost = rounds.lowest < LOWEST_STUDS || rounds.problems.length > 0;
	if (isLost || rounds.trips.some(({ ending }) => ending !== "reached")) process.exitCode = 1;
}
