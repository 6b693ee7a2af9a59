import { CollectionService, Workspace } from "@rbxts/services";
import type { BodyResult, Log, NpcBodies, NpcBody, NpcDefinition } from "server/ports";
import { didYouMean } from "shared/text/nearest";
import { type Entity, type EntityId, npcEntityId } from "server/rules/space/entity";
import { type Character, findCharacter, healthPercentOf, positionOf } from "./character";
import { AvatarQueue, type AvatarQueueDeps } from "./avatar-queue";
import type { CollisionGroups } from "./collision-groups";
import type { NpcAnimations } from "./npc-animations";
import { createNpcModel, requestAvatar } from "./npc-model";
import { BodySightings, type Sighting } from "./sighting";

interface LivingNpc extends Character {
	readonly definition: NpcDefinition;
	readonly model: Model;
	readonly sightings: BodySightings;
}

export interface RobloxNpcBodies extends NpcBodies {
	/** The NPCs that have a living body: the same array until others have one. */
	readonly npcs: () => ReadonlyArray<EntityId>;
	/** Looks at an NPC, as `WorldView.look`. */
	readonly look: (id: EntityId, before?: Entity) => Entity | undefined;
	/** An NPC's living body: the same object as long as it lives. */
	readonly characterOf: (npcId: string) => Character | undefined;
}

function noSpawn(npcId: string): string {
	const npcIds = new Array<string>();
	for (const instance of CollectionService.GetTagged("NpcSpawn")) {
		const other = instance.GetAttribute("NpcId");
		if (typeIs(other, "string")) npcIds.push(other);
	}
	return `no part in Workspace is tagged NpcSpawn with NpcId "${npcId}"${didYouMean(npcId, npcIds)}`;
}

function isSpawnOf(instance: Instance | undefined, npcId: string): instance is BasePart {
	if (instance === undefined || !instance.IsA("BasePart") || !instance.IsDescendantOf(Workspace))
		return false;
	return instance.HasTag("NpcSpawn") && instance.GetAttribute("NpcId") === npcId;
}

/** Finds spawns by their NPC. Hundreds of NPCs spawn at the start, one by one: each reads on only as far as its own spawn. */
class SpawnFinder {
	/** The first of each NPC among those that were read. */
	private readonly known = new Map<string, Instance>();
	private tagged: ReadonlyArray<Instance> = [];
	/** How many of these were read. */
	private position = 0;

	public find(npcId: string): BasePart | undefined {
		const known = this.known.get(npcId);
		if (isSpawnOf(known, npcId)) return known;
		// Others may have come before it by now.
		if (known !== undefined) this.begin();
		return this.readOn(npcId) ?? this.readAgain(npcId);
	}

	private begin(): void {
		this.known.clear();
		this.tagged = CollectionService.GetTagged("NpcSpawn");
		this.position = 0;
	}

	/** Spawns may have come since the last reading. */
	private readAgain(npcId: string): BasePart | undefined {
		this.begin();
		return this.readOn(npcId);
	}

	private readOn(npcId: string): BasePart | undefined {
		const { known, tagged } = this;
		while (this.position < tagged.size()) {
			const instance = tagged[this.position];
			this.position += 1;
			const owner = instance.GetAttribute("NpcId");
			if (!typeIs(owner, "string") || known.has(owner) || !isSpawnOf(instance, owner)) continue;
			known.set(owner, instance);
			if (owner === npcId) return instance;
		}
		return undefined;
	}
}

/** Where the root has to be so that the feet stand on `spawn`. */
function standingOn(spawn: BasePart, { humanoid, root }: Character): CFrame {
	// An R6 rig's legs, 2 studs, are not part of its hip height.
	const legs = humanoid.RigType === Enum.HumanoidRigType.R6 ? 2 : 0;
	const height = spawn.Size.Y / 2 + legs + humanoid.HipHeight + root.Size.Y / 2;
	return spawn.CFrame.add(new Vector3(0, height, 0));
}

function npcsFolder(): Instance {
	const existing = Workspace.FindFirstChild("Npcs");
	if (existing !== undefined) return existing;
	const folder = new Instance("Folder");
	folder.Name = "Npcs";
	folder.Parent = Workspace;
	return folder;
}

function entityOf(id: EntityId, { definition }: LivingNpc, sighting: Sighting): Entity {
	const { displayName, appearance } = definition;
	return { id, kind: "npc", displayName, action: "Idle", appearance, ...sighting };
}

/** Studs above the edge of the world at which a body counts as fallen: its legs get there before its root. */
const EDGE_STUDS = 20;

/** How a body was lost, and where its spawn is. */
function causeOf({ root }: LivingNpc, spawn: BasePart): string {
	const { X, Y, Z } = spawn.Position;
	const at = [X, Y, Z].map((studs) => math.floor(studs + 0.5)).join(", ");
	const from = `its spawn is ${spawn.GetFullName()} at ${at}`;
	const edge = Workspace.FallenPartsDestroyHeight;
	if (root.Position.Y > edge + EDGE_STUDS) return `it died or was removed; ${from}`;
	return `it fell below Workspace.FallenPartsDestroyHeight (${edge}), where Roblox destroys parts: no ground held it; ${from}`;
}

/** Calls `onOver` once, when the body dies, vanishes or is destroyed. */
function toBody(npc: LivingNpc, spawn: BasePart, onOver: () => void): NpcBody {
	let over = false;
	let onLost: ((cause: string) => void) | undefined;

	const finish = (): boolean => {
		if (over) return false;
		over = true;
		onOver();
		npc.model.Destroy();
		return true;
	};
	const lose = () => {
		if (finish()) onLost?.(causeOf(npc, spawn));
	};

	npc.humanoid.Died.Once(lose);
	// The root alone may vanish: the engine destroys parts that fall below the world.
	npc.root.AncestryChanged.Connect(() => {
		if (!npc.root.IsDescendantOf(Workspace)) lose();
	});

	return {
		npcId: npc.definition.npcId,
		position: () => positionOf(npc),
		healthPercent: () => healthPercentOf(npc),
		onLost: (callback) => {
			onLost = callback;
		},
		destroy: () => {
			finish();
		},
	};
}

export interface NpcBodiesDeps extends Omit<AvatarQueueDeps, "requestAvatar"> {
	readonly log: Log;
	readonly groups: CollisionGroups;
	readonly animations: NpcAnimations;
}

/** Puts NPC models under `Workspace.Npcs`, each at the part tagged `NpcSpawn` with its `NpcId`. */
export function createNpcBodies(deps: NpcBodiesDeps): RobloxNpcBodies {
	const spawns = new SpawnFinder();
	const living = new Map<string, LivingNpc>();
	const livingById = new Map<EntityId, LivingNpc>();
	/** Undefined after an NPC got or lost its body. */
	let ids: ReadonlyArray<EntityId> | undefined;

	const build = (definition: NpcDefinition, avatar: Model | undefined): BodyResult => {
		const { npcId } = definition;
		const spawn = spawns.find(npcId);
		if (spawn === undefined) return { kind: "failed", message: noSpawn(npcId) };
		const model = createNpcModel(definition, avatar);
		const character = findCharacter(model);
		if (character === undefined)
			return { kind: "failed", message: "its model has no Humanoid or HumanoidRootPart" };
		model.PrimaryPart = character.root;
		model.PivotTo(standingOn(spawn, character));
		deps.groups.addNpc(model);
		model.Parent = npcsFolder();
		const stopAnimating = deps.animations.add(model);
		// No player's client may move the body.
		character.root.SetNetworkOwner(undefined);
		const npc: LivingNpc = { ...character, definition, model, sightings: new BodySightings(character) };
		living.set(npcId, npc);
		livingById.set(npcEntityId(npcId), npc);
		ids = undefined;
		const body = toBody(npc, spawn, () => {
			stopAnimating();
			if (living.get(npcId) === npc) {
				living.delete(npcId);
				livingById.delete(npcEntityId(npcId));
			}
			ids = undefined;
		});
		return { kind: "ok", body };
	};

	const avatars = new AvatarQueue({
		...deps,
		requestAvatar: (definition) => requestAvatar(definition, deps.log),
	});

	return {
		create: (definition, onResult) => {
			avatars.add(definition, (avatar) => {
				const [ok, result] = pcall(build, definition, avatar);
				onResult(ok ? result : { kind: "failed", message: tostring(result) });
			});
		},
		npcs: () => {
			ids ??= [...livingById].map(([id]) => id).sort();
			return ids;
		},
		look: (id, before) => {
			const npc = livingById.get(id);
			if (npc === undefined) return undefined;
			const sighting = npc.sightings.look();
			return before?.position === sighting.position ? before : entityOf(id, npc, sighting);
		},
		characterOf: (npcId) => living.get(npcId),
	};
}
