import type { PeerName, World } from "../../src/index.ts";

/**
 * Runs Luau in a peer under `pcall` and gives what it returned, or its error as `error: …`, without the position in
 * the script that some errors begin with.
 */
export async function attempt(world: World, luau: string, peer: PeerName = "server"): Promise<unknown> {
	const answer = await world.evaluate(
		peer,
		`local ok, value = pcall(function() ${luau} end) return { ok = ok, value = value }`,
	);
	const { ok, value } = answer as { ok: boolean; value?: unknown };
	return ok ? value : `error: ${String(value).replace(/^evaluate:\d+: /, "")}`;
}
