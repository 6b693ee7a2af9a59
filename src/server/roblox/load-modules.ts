/** Seconds of a frame that loading may take: nobody is playing yet, but a creator's scripts start, too. */
const BUDGET_SECONDS = 0.002;

/** These first, in this order: each needs only what stands before it, so that no module brings many others along. */
const FIRST = ["constants", "rules", "net", "wire", "config", "log", "perception", "npcs", "chat", "talk"];

/**
 * Loads all modules under `root`, a few in each frame, so that importing them later takes no time. Yields, and returns at
 * the beginning of a frame.
 */
export function loadModules(root: Instance): void {
	// The caller's own imports are this frame's work.
	task.wait();
	const folders = FIRST.mapFiltered((name) => root.FindFirstChild(name));
	let began = os.clock();
	for (const folder of [...folders, root]) {
		for (const module of folder.GetDescendants()) {
			if (!module.IsA("ModuleScript")) continue;
			require(module);
			if (os.clock() - began < BUDGET_SECONDS) continue;
			task.wait();
			began = os.clock();
		}
	}
	task.wait();
}
