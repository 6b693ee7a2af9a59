import { findInstance, setAttribute, type MountedInstance } from "@townsfolk/headless";
import type { FieldZone, NpcGroup, Scenario, Spot } from "../../scenarios/index.ts";
import type { Random } from "../repeatable/random.ts";
import { groundAround, layOut } from "./lay-out.ts";

/** Where the players of a scenario may go. */
export interface Spots {
	/** Where NPCs are spawned. */
	readonly npcSpots: ReadonlyArray<Spot>;
	/** The middle of each zone. */
	readonly zoneSpots: ReadonlyArray<Spot>;
}

/** Nothing listens there: this process carries the requests out. */
const GATEWAY_URL = "http://127.0.0.1:8787";

/** The home of an NPC that is near no zone. */
const OUTDOORS = "Outdoors";
/** Studs from its home at which the place warns of an NPC's spawn. */
const NEAR_STUDS = 15;

/** What an NPC says when its mind does not answer. */
export const EXCUSE = "Forgive me, I have quite lost my thread.";

const LEVEL = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** Studs: higher than anybody who stands in the zone. */
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

function zonePart({ name, center: [x, z], size: [sx, sz] }: FieldZone): MountedInstance {
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

function spotOf(group: NpcGroup, index: number, zones: ReadonlyArray<FieldZone>, random: Random): Spot {
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

function studsFrom([x, z]: Spot, { center, size }: FieldZone): number {
	const beyond = (at: number, middle: number, length: number) =>
		Math.max(Math.abs(at - middle) - length / 2, 0);
	return Math.hypot(beyond(x, center[0], size[0]), beyond(z, center[1], size[1]));
}

function homeAt(spot: Spot, zones: ReadonlyArray<FieldZone>): string {
	const away = ({ center }: FieldZone) => Math.hypot(center[0] - spot[0], center[1] - spot[1]);
	const [nearest] = [...zones].sort((a, b) => away(a) - away(b));
	return nearest !== undefined && studsFrom(spot, nearest) <= NEAR_STUDS ? nearest.name : OUTDOORS;
}

function addWaypoints(spawns: MountedInstance, npcId: string, waypoints: ReadonlyArray<Spot>): void {
	for (const [index, [x, z]] of waypoints.entries()) {
		const waypoint = part(`${npcId}-${index + 1}`, [x, 0.1, z], [1, 0.2, 1]);
		waypoint.tags.push("NpcWaypoint");
		Object.assign(waypoint.attributes, { NpcId: npcId, Order: index + 1 });
		spawns.children.push(waypoint);
	}
}

/** The spots of the place as it is. */
function existingSpots(tree: MountedInstance): Spots {
	const spot = ({ properties }: MountedInstance): Spot => {
		const [x, , z] = (properties.CFrame as { value: ReadonlyArray<number> }).value;
		return [x!, z!];
	};
	return {
		npcSpots: findInstance(tree, "Workspace/NpcSpawns").children.map(spot),
		zoneSpots: findInstance(tree, "Workspace/Town/Locations").children.map(spot),
	};
}

/** Replaces the demo town by level ground with these zones; players still join where they did. */
function layGround(tree: MountedInstance, zones: ReadonlyArray<FieldZone>): void {
	const demoTown = findInstance(tree, "Workspace/Town");
	const start = findInstance(tree, "Workspace/Town/SpawnLocation");
	const side = groundAround(zones);
	const ground = part("Ground", [0, -GROUND_HEIGHT / 2, 0], [side, GROUND_HEIGHT, side]);
	ground.properties.CanCollide = true;
	demoTown.children = [start, ground, ...zones.map(zonePart)];
}

/** Replaces the NPCs of the place by the scenario's. Returns where each is spawned. */
function addNpcs(
	tree: MountedInstance,
	groups: ReadonlyArray<NpcGroup>,
	zones: ReadonlyArray<FieldZone>,
	random: Random,
): Spot[] {
	const definitions = findInstance(tree, "ServerStorage/Npcs");
	const spawns = findInstance(tree, "Workspace/NpcSpawns");
	definitions.children = [];
	spawns.children = [];
	const npcSpots: Spot[] = [];
	for (const group of groups) {
		for (let index = 0; index < group.count; index++) {
			const number = npcSpots.length + 1;
			const npcId = `npc-${number}`;
			const spot = spotOf(group, number - 1, zones, random);
			const spawn = part(npcId, [spot[0], 0.1, spot[1]], [4, 0.2, 4]);
			spawn.tags.push("NpcSpawn");
			spawn.attributes.NpcId = npcId;
			spawns.children.push(spawn);
			const displayName = group.displayName ?? `Folk ${number}`;
			definitions.children.push(definition(npcId, displayName, homeAt(spot, zones), group));
			addWaypoints(spawns, npcId, group.waypoints ?? []);
			npcSpots.push(spot);
		}
	}
	return npcSpots;
}

/** A run measures what a town demands, not what an operator allows it. */
const NO_LIMITS = { MaxTurnsPerHour: -1, MaxTokensPerDay: -1 };

export interface PreparePlaceOptions {
	/** The place's limits of spending stay: somebody may pay for the model. Default: there are none. */
	readonly keepsLimits?: boolean;
}

/** Puts a scenario's ground and NPCs into the mounted place. The place's scripts stay as they are. */
export function preparePlace(
	tree: MountedInstance,
	scenario: Scenario,
	random: Random,
	{ keepsLimits = false }: PreparePlaceOptions = {},
): Spots {
	const settings = {
		GatewayUrl: GATEWAY_URL,
		GatewayTransport: "http",
		// The log says at this level which sentences were withheld, and why.
		LogLevel: "info",
		...(keepsLimits ? {} : NO_LIMITS),
	};
	for (const [name, value] of Object.entries(settings))
		setAttribute(tree, "ServerStorage/LettaConfig", name, value);
	if (scenario.layout.kind === "willowbrook") return existingSpots(tree);
	const zones = layOut(scenario.layout);
	layGround(tree, zones);
	const npcSpots = addNpcs(tree, scenario.npcs, zones, random);
	return { npcSpots, zoneSpots: zones.map(({ center }) => center) };
}
