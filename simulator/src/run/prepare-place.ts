import { findInstance, setAttribute, type MountedInstance } from "@townsfolk/headless";
import type { NpcGroup, Scenario, Spot } from "../../scenarios/index.ts";
import type { Random } from "./random.ts";
import { groundAround, layOut, type PlannedZone } from "./town-plan.ts";

/** What the players of a scene know of its town. */
export interface Stage {
	/** Where NPCs are spawned. */
	readonly npcSpots: ReadonlyArray<Spot>;
	/** Places worth going to where nobody need be. */
	readonly zoneSpots: ReadonlyArray<Spot>;
}

/** Nothing listens there: the requests are carried out in this process. */
const GATEWAY_URL = "http://127.0.0.1:8787";

/** What an NPC says of its own when its mind does not answer. */
export const EXCUSE = "Forgive me, I have quite lost my thread.";

const LEVEL = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** Of a zone, studs: whoever stands in it is in it. */
const ZONE_HEIGHT = 24;
const GROUND_HEIGHT = 8;

function part(name: string, [x, y, z]: readonly number[], size: ReadonlyArray<number>): MountedInstance {
	return {
		name,
		className: "Part",
		properties: {
			Anchored: true,
			CanCollide: false,
			Transparency: 1,
			Size: { type: "Vector3", value: size },
			CFrame: { type: "CFrame", value: [x!, y!, z!, ...LEVEL] },
		},
		attributes: {},
		tags: [],
		children: [],
	};
}

function zonePart({ name, center: [x, z], size: [sx, sz] }: PlannedZone): MountedInstance {
	const at = part(name, [x, ZONE_HEIGHT / 2 - 1, z], [sx, ZONE_HEIGHT, sz]);
	return { ...at, attributes: { LocationName: name }, tags: ["Location"] };
}

function definition(npcId: string, displayName: string, home: string, group: NpcGroup): MountedInstance {
	const persona: MountedInstance = {
		name: "Persona",
		className: "StringValue",
		properties: { Value: `I am ${displayName}, and I live at ${home}.` },
		attributes: {},
		tags: [],
		children: [],
	};
	return {
		name: npcId,
		className: "Configuration",
		properties: {},
		attributes: {
			DisplayName: displayName,
			Appearance: "A person in plain, well-worn clothes.",
			Home: home,
			FallbackLines: EXCUSE,
			...(group.talkativeness === undefined ? {} : { Talkativeness: group.talkativeness }),
			...(group.behaviour === undefined ? {} : { Behaviour: group.behaviour }),
			...(group.wanderStuds === undefined ? {} : { WanderRadius: group.wanderStuds }),
		},
		tags: [],
		children: [persona],
	};
}

function spotOf(group: NpcGroup, index: number, zones: ReadonlyArray<PlannedZone>, random: Random): Spot {
	if (group.where === "zones") {
		const { center, size } = zones[index % zones.length]!;
		const off = (length: number) => random.between(-0.4, 0.4) * length;
		return [center[0] + off(size[0]), center[1] + off(size[1])];
	}
	const { spot, spreadStuds } = group.where;
	const angle = random.between(0, 2 * Math.PI);
	const distance = spreadStuds * Math.sqrt(random.next());
	return [spot[0] + distance * Math.cos(angle), spot[1] + distance * Math.sin(angle)];
}

function nearestZone([x, z]: Spot, zones: ReadonlyArray<PlannedZone>): string {
	const away = ({ center }: PlannedZone) => Math.hypot(center[0] - x, center[1] - z);
	return [...zones].sort((a, b) => away(a) - away(b))[0]?.name ?? "Outdoors";
}

function addWaypoints(spawns: MountedInstance, npcId: string, waypoints: ReadonlyArray<Spot>): void {
	for (const [index, [x, z]] of waypoints.entries()) {
		const waypoint = part(`${npcId}-${index + 1}`, [x, 0.1, z], [1, 0.2, 1]);
		waypoint.tags.push("NpcWaypoint");
		Object.assign(waypoint.attributes, { NpcId: npcId, Order: index + 1 });
		spawns.children.push(waypoint);
	}
}

/** Where the place itself spawns its NPCs and has its zones. */
function existingStage(tree: MountedInstance): Stage {
	const spot = ({ properties }: MountedInstance): Spot => {
		const [x, , z] = (properties.CFrame as { value: ReadonlyArray<number> }).value;
		return [x!, z!];
	};
	return {
		npcSpots: findInstance(tree, "Workspace/NpcSpawns").children.map(spot),
		zoneSpots: findInstance(tree, "Workspace/Town/Locations").children.map(spot),
	};
}

/** Puts a scene's town and people into the mounted place; scripts stay as they are. */
export function preparePlace(tree: MountedInstance, scenario: Scenario, random: Random): Stage {
	setAttribute(tree, "ServerStorage/LettaConfig", "GatewayUrl", GATEWAY_URL);
	// What is withheld, and why, stands there.
	setAttribute(tree, "ServerStorage/LettaConfig", "LogLevel", "info");
	// What a town demands is measured, not what an operator allows it.
	setAttribute(tree, "ServerStorage/LettaConfig", "MaxTurnsPerHour", -1);
	setAttribute(tree, "ServerStorage/LettaConfig", "MaxTokensPerDay", -1);
	if (scenario.town.kind === "willowbrook") return existingStage(tree);

	const zones = layOut(scenario.town);
	const town = findInstance(tree, "Workspace/Town");
	const start = findInstance(tree, "Workspace/Town/SpawnLocation");
	const groundStuds = groundAround(zones);
	const ground = part("Ground", [0, -GROUND_HEIGHT / 2, 0], [groundStuds, GROUND_HEIGHT, groundStuds]);
	town.children = [start, ground, ...zones.map(zonePart)];

	const definitions = findInstance(tree, "ServerStorage/Npcs");
	const spawns = findInstance(tree, "Workspace/NpcSpawns");
	definitions.children = [];
	spawns.children = [];
	const npcSpots: Spot[] = [];
	for (const group of scenario.npcs) {
		for (let index = 0; index < group.count; index++) {
			const number = npcSpots.length + 1;
			const npcId = `npc-${number}`;
			const spot = spotOf(group, number - 1, zones, random);
			const spawn = part(npcId, [spot[0], 0.1, spot[1]], [4, 0.2, 4]);
			spawn.tags.push("NpcSpawn");
			spawn.attributes.NpcId = npcId;
			spawns.children.push(spawn);
			const displayName = group.displayName ?? `Folk ${number}`;
			definitions.children.push(definition(npcId, displayName, nearestZone(spot, zones), group));
			addWaypoints(spawns, npcId, group.waypoints ?? []);
			npcSpots.push(spot);
		}
	}
	return { npcSpots, zoneSpots: zones.map(({ center }) => center) };
}
