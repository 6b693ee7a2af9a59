/**
 * Loaded into letta.js before its own code: adds the arguments that come in over standard input, as a JSON list. The list of
 * processes, which every user of the machine can read, does not show these.
 */
import { readFileSync } from "node:fs";
import "./private-files.mjs";

process.argv.push(...JSON.parse(readFileSync(0, "utf8")));
