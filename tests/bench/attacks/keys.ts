import { runKeysCommand } from "../../../gateway/src/keys/keys-command.ts";

/** Keys of a victim, of an attacker, and of one that was revoked. Gives their tokens. */
export function makeKeys(file: string) {
	const run = (line: string) =>
		runKeysCommand(line.split(" "), { TOWNSFOLK_KEYS_FILE: file }, Date.now()).out.trim();
	const tokens = {
		victim: run("make victim --place 1"),
		attacker: run("make attacker --place 2"),
		revoked: run("make former --place 1"),
	};
	run("revoke former");
	return tokens;
}
