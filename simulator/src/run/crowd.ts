import type { PlayerHandle, World } from "@townsfolk/headless";
import type { PlayerGroup, Scenario, Visits } from "../../scenarios/index.ts";
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

/** All players of a scenario. */
export interface Crowd {
	/** Everybody joins. */
	readonly enter: () => Promise<void>;
	/** One round of everybody's decisions; resolves when what they do has reached the world. */
	readonly step: () => Promise<void>;
}

/** A place in a group, which one player after another takes. */
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

/** Lower ones are for players who join by hand. */
const FIRST_USER_ID = 1000;

/** Characters' roots are this high above the ground, studs; a walk stays on its level. */
const ROOT_STUDS = 3;

function leavingTime(visits: Visits | undefined, since: number, random: Random): number {
	if (visits === undefined) return Infinity;
	if (visits.together === undefined) return since + random.between(...visits.staySeconds);
	const { everySeconds } = visits.together;
	return (Math.floor(since / everySeconds) + 1) * everySeconds;
}

class ScenarioCrowd {
	private readonly seats: ReadonlyArray<Seat>;
	private joined = 0;
	private spoken = 0;

	constructor(
		private readonly deps: CrowdDeps,
		scenario: Scenario,
	) {
		this.seats = scenario.players.flatMap((group, groupIndex) =>
			Array.from({ length: group.count }, (_, index) => ({
				group,
				index,
				random: deps.random.fork(`player ${groupIndex}-${index}`),
				comesAt: 0,
			})),
		);
	}

	async enter(): Promise<void> {
		for (const seat of this.seats) await this.join(seat);
	}

	/** What two do at once must reach the world in the same order every time. */
	async step(): Promise<void> {
		const together: Seat[] = [];
		for (const seat of this.seats) {
			if (seat.group.actAsOne === true) together.push(seat);
			else await this.act(seat);
		}
		await Promise.all(together.map((seat) => this.act(seat)));
	}

	private note({ player, displayName }: Visit, deed: PlayerDeed["deed"], about = ""): void {
		const at = this.deps.world.now();
		this.deps.onDeed({ player: player.name, displayName, at, deed, about });
	}

	private async join(seat: Seat): Promise<void> {
		const { world, spots } = this.deps;
		const { group, index, random } = seat;
		this.joined += 1;
		const name = `Player${this.joined}`;
		const display = group.displayName ?? "Visitor";
		const displayName = group.sharesName === true ? display : `${display} ${this.joined}`;
		const player = await world.join({ name, displayName, userId: FIRST_USER_ID + this.joined });
		const since = world.now();
		const { visits, talk } = group;
		const visit: Visit = {
			player,
			displayName,
			walker: createWalker(group.walk, { spots, random, index, since }),
			leavesAt: leavingTime(visits, since, random),
			speaksAt: talk === undefined ? Infinity : since + random.between(...talk.everySeconds),
		};
		seat.visit = visit;
		this.note(visit, "join");
	}

	private async leave(seat: Seat, visit: Visit): Promise<void> {
		this.note(visit, "leave");
		seat.visit = undefined;
		seat.comesAt = this.deps.world.now() + seat.random.between(...seat.group.visits!.awaySeconds);
		await visit.player.leave();
	}

	private async speak(seat: Seat, visit: Visit): Promise<void> {
		visit.speaksAt = this.deps.world.now() + seat.random.between(...seat.group.talk!.everySeconds);
		this.spoken += 1;
		// No two lines are the same, so that meters can follow each.
		const text = `${seat.random.pick(LINES)} ${this.spoken}`;
		this.note(visit, "say", text);
		await visit.player.chat(text);
	}

	private async act(seat: Seat): Promise<void> {
		const now = this.deps.world.now();
		const { visit } = seat;
		if (visit === undefined) return now >= seat.comesAt ? this.join(seat) : undefined;
		const { player, walker } = visit;
		if (now >= visit.leavesAt) return this.leave(seat, visit);
		const position = player.position();
		if (position === undefined) return undefined;
		if (now >= visit.speaksAt) await this.speak(seat, visit);
		const move = walker.step(now, position, player.isMoving());
		if (move === undefined) return undefined;
		const [x, z] = move.to;
		this.note(visit, move.kind, `${x.toFixed(2)} ${z.toFixed(2)}`);
		await player[move.kind === "walk" ? "moveTo" : "teleport"]({ x, y: ROOT_STUDS, z });
		return undefined;
	}
}

export function createCrowd(deps: CrowdDeps, scenario: Scenario): Crowd {
	const crowd = new ScenarioCrowd(deps, scenario);
	return { enter: () => crowd.enter(), step: () => crowd.step() };
}
