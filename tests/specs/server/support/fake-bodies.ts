import type { BodyResult, NpcBodies, NpcDefinition } from "server/ports";

export interface FakeBodies extends NpcBodies {
	/** NPC ids that have a body now. */
	readonly living: ReadonlySet<string>;
	/** How often a body was asked for. */
	readonly created: (npcId: string) => number;
	/** From now on there is no body for this NPC. */
	readonly refuse: (npcId: string) => void;
	/** The NPC dies. */
	readonly kill: (npcId: string) => void;
}

/** Bodies that are there at once; `onChange` hears of each that comes or goes. */
export function createFakeBodies(
	onChange: (npc: NpcDefinition, isThere: boolean) => void = () => {},
): FakeBodies {
	const living = new Set<string>();
	const refused = new Set<string>();
	const counts = new Map<string, number>();
	const deaths = new Map<string, () => void>();

	const create = (definition: NpcDefinition): BodyResult => {
		const { npcId } = definition;
		counts.set(npcId, (counts.get(npcId) ?? 0) + 1);
		if (refused.has(npcId)) return { kind: "failed", message: "no spawn" };
		living.add(npcId);
		onChange(definition, true);
		const vanish = () => {
			if (living.delete(npcId)) onChange(definition, false);
		};
		const body = {
			npcId,
			position: () => ({ x: 0, y: 0, z: 0 }),
			healthPercent: () => 100,
			onLost: (callback: (cause: string) => void) => {
				deaths.set(npcId, () => {
					vanish();
					callback("it died");
				});
			},
			destroy: vanish,
		};
		return { kind: "ok", body };
	};

	return {
		living,
		created: (npcId) => counts.get(npcId) ?? 0,
		create: (definition, onResult) => onResult(create(definition)),
		refuse: (npcId) => {
			refused.add(npcId);
		},
		kill: (npcId) => deaths.get(npcId)?.(),
	};
}
