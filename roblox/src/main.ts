/** `npm run roblox`: holds the place against the real Roblox. See roblox/README.md. */
import { runCommand } from "./run-command.ts";
import { processTerminal } from "./terminal.ts";

process.exitCode = await runCommand(process.argv.slice(2), processTerminal());
