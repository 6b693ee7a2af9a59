import { congaLine } from "./conga-line.ts";
import { talkStorm, town200, town50, town500 } from "./direct-towns.ts";
import { doorCrowd } from "./door-crowd.ts";
import { everybody } from "./everybody.ts";
import { festival } from "./festival.ts";
import { firstMeeting } from "./first-meeting.ts";
import { fullSquare } from "./full-square.ts";
import { lettaAway } from "./letta-away.ts";
import { longNight } from "./long-night.ts";
import { marketDay } from "./market-day.ts";
import { marketRush } from "./market-rush.ts";
import { mergingGroups } from "./merging-groups.ts";
import { millingNpcs } from "./milling-npcs.ts";
import { nightShift } from "./night-shift.ts";
import { npcOnBoundary } from "./npc-on-boundary.ts";
import type { Scenario } from "./scenario.ts";
import { stillLife } from "./still-life.ts";
import { teleportingPlayers } from "./teleporting-players.ts";
import { zoneEdge } from "./zone-edge.ts";

export type * from "./scenario.ts";

const ALL: ReadonlyArray<Scenario> = [
	firstMeeting,
	marketDay,
	marketRush,
	festival,
	nightShift,
	longNight,
	everybody,
	fullSquare,
	lettaAway,
	doorCrowd,
	mergingGroups,
	npcOnBoundary,
	zoneEdge,
	stillLife,
	congaLine,
	teleportingPlayers,
	millingNpcs,
	town50,
	town200,
	town500,
	talkStorm,
];

/** The scenarios, by name. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = Object.fromEntries(
	ALL.map((scenario) => [scenario.name, scenario]),
);
