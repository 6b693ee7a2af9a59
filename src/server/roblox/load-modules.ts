/** Seconds of a frame that loading may take: nobody is playing yet, but a creator's scripts start, too. */
const BUDGET_SECONDS = 0.003;

/** These first, in this order: each needs only what stands before it, so that no module brings many others along. */
const FIRST = ["constants", "rules", "net", "wire", "config", "log", "perception", "npcs", "chat", "talk"];

function modulesIn(root: Instance): ReadonlyArray<ModuleScript> {
	return root.GetDescendants().filter((instance) => instance.IsA("ModuleScript"));
}

/** Loads all modules under `root`, a few in each frame, so that importing them later takes no time. Yields. */
export function loadModules(root: Instance): void {
	const modules = FIRST.mapFiltered((name) => root.FindFirstChild(name)).map(modulesIn);
	let began = os.clock();
	for (const module of [...modules, modulesIn(root)].reduce<Array<ModuleScript>>(
		(all, some) => [...all, ...some],
		[],
	)) {
		require(module);
		if (os.clock() - began < BUDGET_SECONDS) continue;
		task.wait();
		began = os.clock();
	}
}
