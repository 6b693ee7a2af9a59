import type { World } from "@townsfolk/headless";

/** A Luau string literal of any text. */
export function luauString(text: string): string {
	const bytes = [...Buffer.from(text, "utf8")].map((byte) => `\\${String(byte).padStart(3, "0")}`);
	return `"${bytes.join("")}"`;
}

/** Types a command where an operator would: into the server's command bar. */
export async function runOperatorCommand(world: Pick<World, "evaluate">, command: string): Promise<string> {
	const source = `return game:GetService("ServerStorage").TownsfolkCommand:Invoke(${luauString(command)})`;
	return String(await world.evaluate("server", source));
}
