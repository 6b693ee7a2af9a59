/**
 * A scenario: a world, its people, how they walk and talk, and what goes wrong. Data only; `simulator` plays it.
 * Lengths are studs, times seconds of the world.
 */
export interface Scenario {
	/** As on the command line. */
	readonly name: string;
	/** What it is for, in a sentence. */
	readonly about: string;
	/** How long it plays if nobody says otherwise. */
	readonly minutes: number;
	readonly layout: Layout;
	readonly npcs: ReadonlyArray<NpcGroup>;
	readonly players: ReadonlyArray<PlayerGroup>;
	/** Every so often an NPC is hurt, by this much of its health (percent), and is well again some seconds later. */
	readonly mishaps?: Mishaps;
	readonly faults?: ReadonlyArray<Fault>;
	/** What a run must not exceed; where it does, it has a problem. */
	readonly demands?: Demands;
}

export interface Demands {
	/** That any block of an awake NPC is wrong. */
	readonly wrongSeconds?: number;
	/** That a block which was wrong when its NPC woke is still wrong. */
	readonly wakingSeconds?: number;
	/** Members that are out of a group and in it again within 3 s, for each NPC and minute. */
	readonly returnsPerNpcMinute?: number;
	/** That one NPC counts another as company and the other does not. */
	readonly disagreementSeconds?: number;
}

/** On the ground plane. */
export type Spot = readonly [x: number, z: number];

/** From, to. */
export type Range = readonly [from: number, to: number];

export type Layout =
	/** The place as it is, with its five townsfolk. */
	| { readonly kind: "willowbrook" }
	/** Square zones in a square grid round the origin. */
	| {
			readonly kind: "grid";
			readonly zonesAcross: number;
			readonly zoneStuds: number;
			readonly gapStuds: number;
	  }
	/** Level ground with these zones, or none. */
	| { readonly kind: "field"; readonly zones: ReadonlyArray<FieldZone> };

export interface FieldZone {
	readonly name: string;
	readonly center: Spot;
	readonly size: Spot;
}

export interface NpcGroup {
	readonly count: number;
	/** Its display name, in a group of one; default: `Folk` and its number. */
	readonly displayName?: string;
	/** 0 (speaks when spoken to) to 1 (greets whoever looks at it); default: as the place has it. */
	readonly talkativeness?: number;
	/** In the town's zones, evenly; or round a spot, at a distance of up to `spreadStuds`. */
	readonly where: "zones" | { readonly spot: Spot; readonly spreadStuds: number };
	/** What it does by itself; default `Idle`. */
	readonly behaviour?: "Idle" | "Wander" | "Patrol";
	readonly wanderStuds?: number;
	/** Where a patrol goes, round and round. */
	readonly waypoints?: ReadonlyArray<Spot>;
}

export interface PlayerGroup {
	readonly count: number;
	/** Their display name; a number follows unless they all share it. */
	readonly displayName?: string;
	readonly sharesName?: boolean;
	/** What they do at the same time, they do in the same frame. Otherwise one acts after another. */
	readonly actAsOne?: boolean;
	readonly walk: Walk;
	readonly talk?: { readonly everySeconds: Range };
	/** After which they leave the game; another one takes their place after `awaySeconds`. */
	readonly visits?: Visits;
}

export type Visits = { readonly awaySeconds: Range } & (
	| { readonly staySeconds: Range; readonly together?: undefined }
	/** All leave at the same moment, every so often. */
	| { readonly together: { readonly everySeconds: number }; readonly staySeconds?: undefined }
);

export type Walk =
	| { readonly kind: "stand"; readonly spot: Spot; readonly spreadStuds: number }
	/** From NPC to NPC, or to anywhere in town, with a rest at each. */
	| { readonly kind: "stroll"; readonly restSeconds: Range }
	/** One after another (`staggerSeconds`), each beside the line by up to `spreadStuds`. */
	| {
			readonly kind: "route";
			readonly from: Spot;
			readonly legs: ReadonlyArray<{ readonly to: Spot; readonly restSeconds: number }>;
			readonly repeat: boolean;
			readonly staggerSeconds: number;
			readonly spreadStuds: number;
	  }
	| {
			readonly kind: "teleport";
			readonly spots: ReadonlyArray<Spot>;
			readonly everySeconds: number;
			/** All go to the same spot at the same moment, beside it by up to `spreadStuds`; else each goes its own round. */
			readonly together?: { readonly spreadStuds: number };
	  };

export interface Mishaps {
	readonly everySeconds: number;
	readonly percent: number;
	readonly healAfterSeconds: number;
	/** From the start of the run; default: to its end. */
	readonly untilSeconds?: number;
}

/** From the start of the run. */
export interface Fault {
	/** `letta`: the gateway answers, its back end is away. `gateway`: connections are refused. */
	readonly kind: "letta" | "gateway";
	readonly fromSeconds: number;
	readonly toSeconds: number;
}
