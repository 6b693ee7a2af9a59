import { join } from "node:path";
import { createWorld } from "@townsfolk/headless";
import { benchClusters, formatClusters } from "./clusters.ts";

/** `npm run bench`: what the costly rules cost, in the VM that runs the place. */

const world = await createWorld({
	projectFile: join(import.meta.dirname, "../../default.project.json"),
	clock: "virtual",
});
// The place's scripts are not started: only what a benchmark requires of them runs.
console.log(`## clusters\n\n${formatClusters(await benchClusters(world))}`);
await world.shutdown();
