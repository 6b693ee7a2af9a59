import type { TestContext } from "node:test";
import { createWorld, type LogEvent, type World, type WorldOptions } from "../../src/index.ts";
import { GROUND, projectWith, writeProject } from "./write-project.ts";

export interface ScriptedWorld {
	readonly world: World;
	readonly logs: LogEvent[];
	/** What was printed, by peer: `server: hello`. */
	readonly printed: () => string[];
}

/** A world with a server script and a client script; it shuts down with the test. */
export async function createScriptedWorld(
	t: TestContext,
	scripts: {
		readonly server?: string;
		readonly client?: string;
		readonly files?: Readonly<Record<string, string>>;
	},
	options: Partial<WorldOptions> = {},
): Promise<ScriptedWorld> {
	const projectFile = writeProject(t, {
		"default.project.json": projectWith({
			ServerScriptService: { Main: { $path: "main.server.luau" } },
			StarterPlayer: { StarterPlayerScripts: { Main: { $path: "main.client.luau" } } },
			ReplicatedStorage: { $path: { optional: "shared" } },
			Workspace: { Ground: GROUND },
			HttpService: { $properties: { HttpEnabled: true } },
		}),
		"main.server.luau": scripts.server ?? "",
		"main.client.luau": scripts.client ?? "",
		...scripts.files,
	});
	const world = await createWorld({ projectFile, clock: "virtual", ...options });
	t.after(world.shutdown);
	const logs: LogEvent[] = [];
	world.on("log", (event) => logs.push(event));
	const printed = () =>
		logs.filter(({ level }) => level === "output").map(({ peer, message }) => `${peer}: ${message}`);
	return { world, logs, printed };
}
