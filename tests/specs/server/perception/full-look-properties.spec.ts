/// <reference types="@rbxts/testez/globals" />
import { FrameBudget } from "server/net/frame-budget";
import { createPerceptionService } from "server/perception/perception-service";
import { Acquaintances } from "server/rules/company/acquaintances";
import { type Entity, type EntityId, npcIdOf, type Point } from "server/rules/space/entity";
import type { Zone } from "server/rules/space/locations";
import { type LateText, lateText } from "server/rules/text/late-text";
import { at, npc, player } from "../support/entities";
import { createFakeClock } from "../support/fake-clock";
import { createFakeWorld } from "../support/fake-world";
import { FullLook } from "../support/full-look";
import { type SeededRandom, seededRandom } from "../../shared/support/random";

const WORLDS = 1000;
const SLICED_WORLDS = 200;
const STEPS = 6;
const STEP_SECONDS = 0.25;
const ZONES: ReadonlyArray<Zone> = [
	{ name: "Cafe", center: at(10, 10), size: { x: 20, y: 20, z: 20 } },
	{ name: "Plaza", center: at(45, 30), size: { x: 30, y: 20, z: 40 } },
];

interface Options {
	/** Seconds that each piece of work takes, and that a frame has for it. */
	readonly pieceSeconds: number;
	readonly budgetSeconds: number;
}

const UNLIMITED: Options = { pieceSeconds: 0, budgetSeconds: 1 };
const FEW_PIECES: Options = { pieceSeconds: 1, budgetSeconds: 3 };

/** Perception in a random world, beside full looks at the same. */
function createHistory(seed: number, { pieceSeconds, budgetSeconds }: Options) {
	const random = seededRandom(seed);
	const sideStuds = random.pick([20, 40, 70]);
	const clock = createFakeClock();
	const world = createFakeWorld();
	let worked = 0;
	// Every question for the time is a piece of work, and every call begins a frame.
	const budget = new FrameBudget(() => (worked += pieceSeconds), { budgetSeconds, frameSeconds: 0 });
	let writes = new Array<{ readonly what: string; readonly text: LateText }>();
	const actions = new Map<string, string>();
	const perception = createPerceptionService({
		clock,
		world,
		budget,
		blocks: {
			set: (npcId, label, value, _, urgency = "normal") =>
				writes.push({ what: `${npcId} ${label} ${urgency}`, text: lateText(value) }),
			step: () => {},
		},
		attention: {
			tierOf: () => "awake",
			meet: () => {},
			near: () => new Map(world.npcs().map((id) => [id, "awake"])),
		},
		actionOf: (npcId) => actions.get(npcId) ?? "Idle",
		acquaintances: new Acquaintances(),
	});
	const people = (count: number) => {
		for (let index = 0; index < count; index++) {
			const spot = somewhere(random, sideStuds);
			world.put(random.next() < 0.5 ? npc(`n${index}`, spot) : player(index, spot));
		}
	};
	world.setZones(ZONES);
	people(random.integer(2, 14));
	return {
		random,
		sideStuds,
		clock,
		world,
		perception,
		actions,
		/** Texts are made only now, when everything after their writes has happened. */
		takeWrites: () => {
			const taken = writes.map(({ what, text }) => `${what}: ${text.read()}`);
			writes = [];
			return taken.sort();
		},
	};
}

type History = ReturnType<typeof createHistory>;

function somewhere(random: SeededRandom, sideStuds: number): Point {
	return at(random.between(0, sideStuds), random.between(0, sideStuds));
}

/** Something that may happen to somebody in a step. */
type Happening = (entity: Entity, history: History) => void;

const change = (changes: (entity: Entity, history: History) => Partial<Entity>): Happening => {
	return (entity, history) => history.world.put({ ...entity, ...changes(entity, history) });
};

const step: Happening = change(({ position: { x, z } }, { random }) => ({
	position: at(x + random.between(-4, 4), z + random.between(-4, 4)),
}));

const HAPPENINGS: ReadonlyArray<Happening> = [
	step,
	step,
	step,
	step,
	change((_, { random, sideStuds }) => ({ position: somewhere(random, sideStuds) })),
	change((_, { random }) => ({ healthPercent: random.pick([100, 95, 60, 20]) })),
	change((_, { random }) => ({ displayName: random.pick(["Alex", "Sam", "n1", "N3"]) })),
	change((_, { random }) => ({ appearance: random.pick(["", "in a red top"]) })),
	({ id }, { actions, random }) => {
		const npcId = npcIdOf(id);
		if (npcId !== undefined) actions.set(npcId, random.pick(["Idle", "Walk"]));
	},
	({ id }, { world }) => world.remove(id),
];

/** Everybody who was ever there. */
function cast(history: History): ReadonlyArray<Entity> {
	return history.world.sample();
}

/** What is wrong with what perception knows, compared with the full looks. */
function difference(
	history: History,
	full: FullLook,
	everybody: ReadonlyArray<EntityId>,
): string | undefined {
	const { perception, world } = history;
	for (const id of everybody) {
		const cluster = (members?: ReadonlyArray<EntityId>) => (members ?? []).join(" ");
		const mine = cluster(perception.clusterOf(id)?.members);
		const theirs = cluster(full.clusters.clusterOf(id)?.members);
		if (mine !== theirs) return `${id} is with ${mine}, not with ${theirs}`;
		if (!world.sample().some((entity) => entity.id === id)) continue;
		const [here, there] = [perception.locationOf(id), full.locations.locationOf(id)];
		if (here !== there) return `${id} is at ${here}, not at ${there}`;
		const npcId = npcIdOf(id);
		if (npcId === undefined) continue;
		const keys = perception.companyOf(npcId).map(({ key }) => key);
		const others = full.membersOf(id).map(({ key }) => key);
		if (keys.join(", ") !== others.join(", "))
			return `${id}'s company is ${keys.join(", ")}, not ${others.join(", ")}`;
	}
	return undefined;
}

/** Everything that happens in one step, before the next look. */
function live(history: History, absent: Map<EntityId, Entity>): void {
	const { random, world, sideStuds } = history;
	for (const [id, entity] of new Map([...absent])) {
		if (random.next() >= 0.4) continue;
		absent.delete(id);
		world.put(random.next() < 0.5 ? entity : { ...entity, position: somewhere(random, sideStuds) });
	}
	for (const entity of cast(history)) {
		if (random.next() < 0.5) continue;
		random.pick(HAPPENINGS)(entity, history);
		if (!world.sample().some(({ id }) => id === entity.id)) absent.set(entity.id, entity);
	}
	if (random.next() < 0.1) world.setZones(random.pick([[], ZONES, [ZONES[1]]]));
}

/** Plays a world; returns the first difference. */
function play(seed: number, options: Options): string | undefined {
	const history = createHistory(seed, options);
	const { random, clock, world, perception } = history;
	const full = new FullLook();
	const everybody = cast(history).map(({ id }) => id);
	const absent = new Map<EntityId, Entity>();
	const fullLook = (goneIds: ReadonlyArray<EntityId> = []) => {
		const now = clock.now();
		const entities = cast(history).map((entity) => {
			const npcId = npcIdOf(entity.id);
			return npcId === undefined ? entity : { ...entity, action: history.actions.get(npcId) ?? "Idle" };
		});
		return full.look({ entities, zones: world.zones(), iso: clock.isoNow(), now, goneIds });
	};
	const compare = (what: string, theirs: ReadonlyArray<string>) => {
		// What the frame left is done in the next ones.
		clock.advance(0);
		const mine = history.takeWrites();
		const surplus = mine.filter((line) => !theirs.includes(line)).join("\n");
		const missing = theirs.filter((line) => !mine.includes(line)).join("\n");
		if (surplus + missing !== "") return `${what} wrote\n${surplus}\ninstead of\n${missing}`;
		const wrong = difference(history, full, everybody);
		return wrong === undefined ? undefined : `${what}: ${wrong}`;
	};
	perception.start();
	let wrong = compare("the first look", fullLook());
	for (let index = 1; index <= STEPS && wrong === undefined; index++) {
		live(history, absent);
		clock.advance(STEP_SECONDS);
		wrong = compare(`step ${index}`, fullLook());
		const leaver = random.next() < 0.2 ? cast(history).find(({ kind }) => kind === "player") : undefined;
		if (leaver === undefined || wrong !== undefined) continue;
		world.leave(leaver.id);
		wrong = compare(`the departure of ${leaver.id} after step ${index}`, fullLook([leaver.id]));
	}
	return wrong === undefined ? undefined : `world ${seed}, ${wrong}`;
}

export = () => {
	describe("perception that works on changes alone", () => {
		it("comes to the same as a full look, at every step of 1,000 random worlds", () => {
			for (let seed = 1; seed <= WORLDS; seed++) expect(play(seed, UNLIMITED)).to.equal(undefined);
		});

		it("comes to the same where every frame has time for a few pieces of work only", () => {
			for (let seed = 1; seed <= SLICED_WORLDS; seed++) expect(play(seed, FEW_PIECES)).to.equal(undefined);
		});
	});
};
