import type { Position } from "@townsfolk/headless";
import type { Spot, Walk } from "../../scenarios/index.ts";
import type { Spots } from "./prepare-place.ts";
import type { Random } from "../repeatable/random.ts";

/** What a player's hands do next. */
export type Move = { readonly kind: "walk" | "teleport"; readonly to: Spot };

/** Decides where one player goes. */
export interface Walker {
	/** Called every quarter of a second while the player has a character; `now` in seconds. */
	readonly step: (now: number, position: Position, isMoving: boolean) => Move | undefined;
}

export interface WalkerOptions {
	readonly spots: Spots;
	readonly random: Random;
	/** The player's number in its group, from 0. */
	readonly index: number;
	/** When the player came, seconds. */
	readonly since: number;
}

/** How near to an NPC a player goes to talk, studs. */
const TALKING_STUDS = [3, 9] as const;
/** The share of strolls that end at an NPC; the others end anywhere in a zone. */
const NPC_SHARE = 0.8;
/** After a command: the client takes a frame or two to set out. */
const SETTING_OUT_SECONDS = 0.3;

function beside([x, z]: Spot, from: number, to: number, random: Random): Spot {
	const angle = random.between(0, 2 * Math.PI);
	const distance = random.between(from, to);
	return [x + distance * Math.cos(angle), z + distance * Math.sin(angle)];
}

function stroll(walk: Extract<Walk, { kind: "stroll" }>, { spots, random, since }: WalkerOptions): Walker {
	let restUntil = since + random.between(0, 3);
	let setOutAt = -Infinity;
	let isResting = true;
	return {
		step: (now, _position, isMoving) => {
			if (isMoving || now - setOutAt < SETTING_OUT_SECONDS) return undefined;
			if (!isResting) {
				isResting = true;
				restUntil = now + random.between(...walk.restSeconds);
			}
			if (now < restUntil) return undefined;
			isResting = false;
			setOutAt = now;
			const toNpc = spots.npcSpots.length > 0 && random.next() < NPC_SHARE;
			const spot = random.pick(toNpc || spots.zoneSpots.length === 0 ? spots.npcSpots : spots.zoneSpots);
			return { kind: "walk", to: beside(spot, ...TALKING_STUDS, random) };
		},
	};
}

function route(walk: Extract<Walk, { kind: "route" }>, options: WalkerOptions): Walker {
	const { random, index, since } = options;
	const side = [random.between(-1, 1) * walk.spreadStuds, random.between(-1, 1) * walk.spreadStuds] as const;
	const aside = ([x, z]: Spot): Spot => [x + side[0], z + side[1]];
	let leg = -1;
	let restUntil = since + index * walk.staggerSeconds;
	let setOutAt = -Infinity;
	let isPlaced = false;
	let isResting = true;
	return {
		step: (now, _position, isMoving) => {
			if (!isPlaced) {
				isPlaced = true;
				return { kind: "teleport", to: aside(walk.from) };
			}
			if (isMoving || now - setOutAt < SETTING_OUT_SECONDS) return undefined;
			if (!isResting) {
				isResting = true;
				restUntil = now + walk.legs[leg]!.restSeconds;
			}
			if (now < restUntil) return undefined;
			if (leg + 1 >= walk.legs.length && !walk.repeat) return undefined;
			leg = (leg + 1) % walk.legs.length;
			isResting = false;
			setOutAt = now;
			return { kind: "walk", to: aside(walk.legs[leg]!.to) };
		},
	};
}

type Teleport = Extract<Walk, { kind: "teleport" }>;

function teleportTogether({ spots, everySeconds }: Teleport, spreadStuds: number, random: Random): Walker {
	let round = -1;
	return {
		step: (now) => {
			const present = Math.floor(now / everySeconds);
			if (present === round) return undefined;
			round = present;
			return { kind: "teleport", to: beside(spots[round % spots.length]!, 0, spreadStuds, random) };
		},
	};
}

function teleport(walk: Teleport, { index, since, random }: WalkerOptions): Walker {
	if (walk.together !== undefined) return teleportTogether(walk, walk.together.spreadStuds, random);
	let next = index;
	let at = since;
	return {
		step: (now) => {
			if (now < at) return undefined;
			at += walk.everySeconds;
			next += 1;
			return { kind: "teleport", to: walk.spots[next % walk.spots.length]! };
		},
	};
}

function stand(walk: Extract<Walk, { kind: "stand" }>, { random }: WalkerOptions): Walker {
	let isPlaced = false;
	return {
		step: () => {
			if (isPlaced) return undefined;
			isPlaced = true;
			return { kind: "teleport", to: beside(walk.spot, 0, walk.spreadStuds, random) };
		},
	};
}

export function createWalker(walk: Walk, options: WalkerOptions): Walker {
	switch (walk.kind) {
		case "stand":
			return stand(walk, options);
		case "stroll":
			return stroll(walk, options);
		case "route":
			return route(walk, options);
		case "teleport":
			return teleport(walk, options);
	}
}
