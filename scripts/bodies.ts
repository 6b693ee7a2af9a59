import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readArguments } from "./arguments.ts";
import { drawBodies } from "./bodies/draw-bodies.ts";
import { seeBodies } from "./bodies/town-bodies.ts";

const HELP = `npm run bodies

Starts the demo town in the headless engine, looks at its NPCs' bodies as a test does, and draws docs/bodies.svg.
`;

readArguments(HELP, {});

const FILE = join(import.meta.dirname, "../docs/bodies.svg");

const picture = drawBodies([
	["From the avatar service", await seeBodies(true)],
	["While it cannot be reached", await seeBodies(false)],
]);
writeFileSync(FILE, picture);
console.log(`drawn: ${FILE}`);
process.exit(0);
