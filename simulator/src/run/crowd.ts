import type { PlayerHandle, World } from "@townsfolk/headless";
import type { PlayerGroup, Scenario } from "../../scenarios/index.ts";
import type { Spots } from "./prepare-place.ts";
import type { Random } from "../repeatable/random.ts";
import { createWalker, type Walker } from "./walkers.ts";

/** What a player did, for the log of the run. */
export interface PlayerDeed {
	readonly player: string;
	readonly displayName: string;
	/** Seconds of the world, never later than it takes effect. */
	readonly at: number;
	readonly deed: "join" | "leave" | "walk" | "teleport" | "say";
	readonly about: string;
}

export interface CrowdDeps {
	readonly world: World;
	readonly spots: Spots;
	readonly random: Random;
	readonly onDeed: (deed: PlayerDeed) => void;
}

/** The players of a scenario. */
export interface Crowd {
	/** Everybody joins. */
	readonly enter: () => Promise<void>;
	/** One round of everybody's decisions; resolves when what they do has reached the world. */
	readonly step: () => Promise<void>;
}

/** A player, one after another, who does what its group does. */
interface Seat {
	readonly group: PlayerGroup;
	readonly index: number;
	readonly random: Random;
	visit?: Visit;
	comesAt: number;
}

interface Visit {
	readonly player: PlayerHandle;
	readonly displayName: string;
	readonly walker: Walker;
	readonly leavesAt: number;
	speaksAt: number;
}

const LINES = [
	"Hello there!",
	"What do you sell here?",
	"Have you seen anybody pass by?",
	"What is the news in town?",
	"Where does this road lead?",
	"Tell me something about yourself.",
];

/** Lower ones are for who joins by hand. */
const FIRST_USER_ID = 1000;

/** Characters' roots are this high above the ground, studs; a walk stays on its level. */
const ROOT_STUDS = 3;

export function createCrowd({ world, spots, random, onDeed }: CrowdDeps, scenario: Scenario): Crowd {
	const seats: Seat[] = scenario.players.flatMap((group, groupIndex) =>
		Array.from({ length: group.count }, (_, index) => ({
			group,
			index,
			random: random.fork(`player ${groupIndex}-${index}`),
			comesAt: 0,
		})),
	);
	let joined = 0;
	let spoken = 0;

	function note(visit: Visit, deed: PlayerDeed["deed"], about = ""): void {
		const { player, displayName } = visit;
		onDeed({ player: player.name, displayName, at: world.now(), deed, about });
	}

	async function join(seat: Seat): Promise<void> {
		const { group, index } = seat;
		joined += 1;
		const name = `Player${joined}`;
		const display = group.displayName ?? "Visitor";
		const displayName = group.sharesName === true ? display : `${display} ${joined}`;
		const player = await world.join({ name, displayName, userId: FIRST_USER_ID + joined });
		const since = world.now();
		const { visits, talk } = group;
		const visit: Visit = {
			player,
			displayName,
			walker: createWalker(group.walk, { spots, random: seat.random, index, since }),
			leavesAt: visits === undefined ? Infinity : since + seat.random.between(...visits.staySeconds),
			speaksAt: talk === undefined ? Infinity : since + seat.random.between(...talk.everySeconds),
		};
		seat.visit = visit;
		note(visit, "join");
	}

	async function leave(seat: Seat, visit: Visit): Promise<void> {
		note(visit, "leave");
		seat.visit = undefined;
		seat.comesAt = world.now() + seat.random.between(...seat.group.visits!.awaySeconds);
		await visit.player.leave();
	}

	async function speak(seat: Seat, visit: Visit): Promise<void> {
		visit.speaksAt = world.now() + seat.random.between(...seat.group.talk!.everySeconds);
		spoken += 1;
		// No two lines are the same, so that each can be followed.
		const text = `${seat.random.pick(LINES)} ${spoken}`;
		note(visit, "say", text);
		await visit.player.chat(text);
	}

	async function act(seat: Seat): Promise<void> {
		const now = world.now();
		const { visit } = seat;
		if (visit === undefined) return now >= seat.comesAt ? join(seat) : undefined;
		const { player, walker } = visit;
		if (now >= visit.leavesAt) return leave(seat, visit);
		const position = player.position();
		if (position === undefined) return undefined;
		if (now >= visit.speaksAt) await speak(seat, visit);
		const move = walker.step(now, position, player.isMoving());
		if (move === undefined) return undefined;
		const [x, z] = move.to;
		note(visit, move.kind, `${x.toFixed(2)} ${z.toFixed(2)}`);
		await player[move.kind === "walk" ? "moveTo" : "teleport"]({ x, y: ROOT_STUDS, z });
		return undefined;
	}

	return {
		enter: async () => {
			for (const seat of seats) await join(seat);
		},
		// One after the other: what two do at once must reach the world in the same order every time.
		step: async () => {
			for (const seat of seats) await act(seat);
		},
	};
}
