import { CollectionService, Workspace } from "@rbxts/services";
import type { Log } from "server/ports";

/**
 * Calls `use` for every part below Workspace that has `tag` now; parts may come, go and move at run time. `use` returns
 * what is wrong with a part, if anything. Warns about it once, and once about a tagged instance that is no part.
 */
export function createTaggedParts(
	tag: string,
	log: Log,
): (use: (part: BasePart) => string | undefined) => void {
	const reported = new Set<Instance>();
	CollectionService.GetInstanceRemovedSignal(tag).Connect((instance) => {
		reported.delete(instance);
	});

	return (use) => {
		for (const instance of CollectionService.GetTagged(tag)) {
			if (!instance.IsDescendantOf(Workspace)) continue;
			const problem = instance.IsA("BasePart") ? use(instance) : "is not a part";
			if (problem === undefined || reported.has(instance)) continue;
			reported.add(instance);
			log.warn(`${instance.GetFullName()} is tagged ${tag} but ${problem}`);
		}
	};
}
