/// <reference types="@rbxts/testez/globals" />
import {
	type BehaviourInput,
	type BehaviourState,
	type Grounds,
	type Intent,
	newBehaviour,
	type Routine,
} from "server/rules/behaviour/behaviour";
import { isSettled, stepBehaviour } from "server/rules/behaviour/step-behaviour";
import { BEHAVIOUR } from "server/constants/rules";
import type { Point } from "server/rules/space/entity";
import { groundDistance } from "server/rules/space/geometry";
import { at, npc, player } from "../../support/entities";
import { seededRandom } from "../../../shared/support/random";
import { expectAtMost, expectItem, expectMore, expectSame } from "../../../shared/support/expectations";

const OPTIONS = {
	...BEHAVIOUR,
	wanderRest: { minSeconds: 10, maxSeconds: 10 },
	patrolRest: { minSeconds: 5, maxSeconds: 5 },
	strayStuds: 6,
	homeRetrySeconds: 20,
	homeBoundSeconds: 60,
	onlookerPatienceSeconds: 20,
	onlookerHoldSeconds: 1.5,
	onlookerForgetSeconds: 5,
};

const PATROL: Routine = { kind: "Patrol" };
const WANDER: Routine = { kind: "Wander", radiusStuds: 10 };
const IDLE: Routine = { kind: "Idle" };
const ROUND = [at(20), at(20, 20), at(0, 20)];
const HOME = at(0);

/** One NPC, and the world as it sees it; the spec plays the world. */
class Actor {
	public now = 0;
	public position: Point = HOME;
	public intent: Intent = { action: "Idle", movement: { kind: "stand" } };
	private state: BehaviourState = newBehaviour(0);
	private readonly random = seededRandom(1);

	constructor(
		private readonly routine: Routine,
		private readonly always: Partial<BehaviourInput> = {},
	) {}

	/** Time passes and it decides; what it does now, as `Patrol walk 20,0`. */
	public after(seconds: number, world: Partial<BehaviourInput> = {}): string {
		this.now += seconds;
		const input: BehaviourInput = {
			routine: this.routine,
			home: HOME,
			position: this.position,
			waypoints: this.routine.kind === "Patrol" ? ROUND : [],
			isWatched: true,
			isAllowed: () => true,
			random: this.random.next,
			...this.always,
			...world,
		};
		const { state, intent } = stepBehaviour(this.state, input, this.now, OPTIONS);
		this.state = state;
		this.intent = intent;
		return this.describe();
	}

	public goal(): Point {
		const { movement } = this.intent;
		assert(movement.kind === "walk", `it does not walk: ${this.describe()}`);
		return movement.to;
	}

	/** It gets to where it walks, or does not. */
	public arrive(walkEnd: "reached" | "failed" = "reached"): string {
		if (walkEnd === "reached") this.position = this.goal();
		return this.after(0.1, { walkEnd });
	}

	private describe(): string {
		const { action, movement } = this.intent;
		if (movement.kind === "stand") return `${action} stand`;
		const point = { walk: "to", face: "toward", setDown: "at" } as const;
		const { x, z } = (movement as unknown as Record<string, Point>)[point[movement.kind]];
		return `${action} ${movement.kind} ${math.round(x)},${math.round(z)}`;
	}
}

/** An NPC that decides at every moment of a random life. Calls back with each decision and the one before. */
function liveThrough(
	seed: number,
	onDecision: (isSettled: boolean, last: unknown, present: unknown) => void,
) {
	const random = seededRandom(seed);
	const routine = random.pick([PATROL, WANDER, IDLE]);
	let waypoints = random.next() < 0.5 ? ROUND : [];
	let state = newBehaviour(random.between(0, 10));
	let entity = npc("pip", HOME);
	let last: Grounds | undefined;
	let before: unknown;
	let isWatched = true;
	let partner: Point | undefined;
	let onlooker: Point | undefined;
	for (let now = 0; now < 120; now += 0.25) {
		if (random.next() < 0.02) isWatched = !isWatched;
		if (random.next() < 0.03) partner = partner === undefined ? player(1, at(3)).position : undefined;
		if (random.next() < 0.03) onlooker = onlooker === undefined ? player(2, at(2)).position : undefined;
		if (random.next() < 0.02) waypoints = waypoints.isEmpty() ? ROUND : [];
		const isMoved = random.next() < 0.05 || state.walk !== undefined;
		if (isMoved) entity = npc("pip", at(random.between(-20, 20), random.between(-20, 20)));
		const walkEnd =
			state.walk !== undefined && random.next() < 0.1
				? random.pick(["reached", "failed"] as const)
				: undefined;
		const grounds: Grounds = { routine, entity, partner, onlooker, isWatched, now };
		const wasSettled = walkEnd === undefined && last !== undefined && isSettled(state, last, grounds);
		const input = {
			...grounds,
			home: HOME,
			outlook: at(0, 20),
			position: entity.position,
			waypoints,
			walkEnd,
			isAllowed: () => true,
			random: random.next,
		};
		const decision = stepBehaviour(state, input, now, OPTIONS);
		onDecision(wasSettled, before, decision);
		if (decision.intent.movement.kind === "setDown") entity = npc("pip", HOME);
		before = decision;
		state = decision.state;
		last = grounds;
	}
}

export = () => {
	describe("an NPC that is settled", () => {
		it("would decide as it did before", () => {
			let settled = 0;
			for (let seed = 1; seed <= 300; seed++)
				liveThrough(seed, (isSettledNow, last, present) => {
					if (!isSettledNow) return;
					settled += 1;
					expectSame(present, last);
				});
			expectMore(settled, 5000);
		});
	});

	describe("a patrol", () => {
		it("goes round and round, in order, with a rest at each waypoint", () => {
			const pip = new Actor(PATROL);
			for (const goal of ["20,0", "20,20", "0,20", "20,0"]) {
				expect(pip.after(0.1)).to.equal(`Patrol walk ${goal}`);
				expect(pip.after(4)).to.equal(`Patrol walk ${goal}`);
				expect(pip.arrive()).to.equal("Patrol stand");
				expect(pip.after(4.8)).to.equal("Patrol stand");
				pip.now += 0.2;
			}
		});
		it("gives a waypoint up that it cannot reach: home first, then on to the next", () => {
			const pip = new Actor(PATROL);
			pip.after(0.1);
			expect(pip.arrive("failed")).to.equal("Return home walk 0,0");
			expect(pip.after(1)).to.equal("Return home walk 0,0");
			expect(pip.arrive()).to.equal("Patrol walk 20,20");
		});
		it("of two waypoints goes to and fro", () => {
			const pip = new Actor(PATROL, { waypoints: [at(20), at(0)] });
			expect(pip.after(0.1)).to.equal("Patrol walk 20,0");
			pip.arrive();
			expect(pip.after(5)).to.equal("Patrol walk 0,0");
		});
		it("of fewer than two waypoints stays where it is", () => {
			expect(new Actor(PATROL, { waypoints: [at(20)] }).after(1)).to.equal("Idle stand");
		});
		it("has business far from home", () => {
			const pip = new Actor(PATROL);
			pip.position = at(500);
			expect(pip.after(0.1)).to.equal("Patrol walk 20,0");
		});
	});

	describe("wandering", () => {
		it("means strolls within the radius, with rests between them", () => {
			const finn = new Actor(WANDER);
			for (let walk = 0; walk < 30; walk++) {
				finn.after(0.1);
				expect(finn.intent.action).to.equal("Wander");
				expectAtMost(groundDistance(finn.goal(), HOME), 10);
				expect(finn.arrive()).to.equal("Wander stand");
				expect(finn.after(9.8)).to.equal("Wander stand");
				finn.now += 0.2;
			}
		});
		it("is a rest on the spot if no point is allowed", () => {
			const finn = new Actor(WANDER, { isAllowed: () => false });
			expect(finn.after(0.1)).to.equal("Wander stand");
			expect(finn.after(9.9)).to.equal("Wander stand");
			expect(finn.after(0.2, { isAllowed: () => true }).sub(1, 11)).to.equal("Wander walk");
		});
		it("goes on after the way home when somebody has moved the NPC far off", () => {
			const finn = new Actor(WANDER);
			finn.position = at(17);
			expect(finn.after(0.1)).to.equal("Return home walk 0,0");
			expect(finn.arrive().sub(1, 11)).to.equal("Wander walk");
		});
		it("goes on after a push", () => {
			const finn = new Actor(WANDER);
			finn.position = at(15);
			expect(finn.after(0.1).sub(1, 6)).to.equal("Wander");
		});
	});

	describe("an idle NPC", () => {
		it("stands, looking the way it was put", () => {
			expect(new Actor(IDLE).after(1)).to.equal("Idle stand");
			expect(new Actor(IDLE, { outlook: at(0, 20) }).after(1)).to.equal("Idle face 0,20");
		});
		it("goes home when somebody has moved it", () => {
			const mara = new Actor(IDLE);
			mara.position = at(6);
			expect(mara.after(1)).to.equal("Idle stand");
			mara.position = at(7);
			expect(mara.after(1)).to.equal("Return home walk 0,0");
			expect(mara.arrive()).to.equal("Idle stand");
		});
		it("tries again, after a while, when there was no way home", () => {
			const mara = new Actor(IDLE);
			mara.position = at(50);
			mara.after(1);
			expect(mara.arrive("failed")).to.equal("Idle stand");
			expect(mara.after(19)).to.equal("Idle stand");
			expect(mara.after(1.1)).to.equal("Return home walk 0,0");
		});
	});

	describe("an NPC that finds no way home", () => {
		/** It fails at once, each time that it tries. */
		const strand = (mara: Actor) => {
			mara.position = at(50);
			mara.after(1);
			mara.arrive("failed");
		};
		it("is set down there a minute after its first failure, and is at home then", () => {
			const mara = new Actor(IDLE);
			strand(mara);
			for (const seconds of [20, 20]) {
				expect(mara.after(seconds)).to.equal("Return home walk 0,0");
				expect(mara.arrive("failed")).to.equal("Idle stand");
			}
			expect(mara.after(20)).to.equal("Return home setDown 0,0");
			mara.position = HOME;
			expect(mara.after(1)).to.equal("Idle stand");
		});
		it("is set down while nobody sees it, and after a talk only", () => {
			const mara = new Actor(IDLE);
			strand(mara);
			expect(mara.after(90, { partner: at(52) })).to.equal("Talk face 52,0");
			expect(mara.after(1, { isWatched: false })).to.equal("Return home setDown 0,0");
		});
		it("gets another minute when it has been home, or has walked elsewhere", () => {
			const mara = new Actor(IDLE);
			strand(mara);
			expect(mara.after(20)).to.equal("Return home walk 0,0");
			mara.arrive();
			mara.after(100);
			strand(mara);
			expect(mara.after(20)).to.equal("Return home walk 0,0");
			const pip = new Actor(PATROL);
			pip.after(0.1);
			for (const walkEnd of ["failed", "failed", "reached"] as const) {
				pip.arrive(walkEnd);
				pip.after(20);
			}
			pip.position = at(50);
			expect(pip.after(60)).never.to.equal("Return home setDown 0,0");
		});
		it("that nobody has moved stays where its routine takes it", () => {
			const pip = new Actor(WANDER);
			pip.after(0.1);
			pip.arrive("failed");
			pip.arrive("failed");
			pip.position = HOME;
			expect(pip.after(61)).never.to.equal("Return home setDown 0,0");
		});
	});
	describe("a talk", () => {
		it("stops whatever it does, and that goes on afterwards to where it led", () => {
			const pip = new Actor(PATROL);
			pip.after(0.1);
			pip.arrive();
			expect(pip.after(6)).to.equal("Patrol walk 20,20");
			expect(pip.after(1, { partner: at(18, 3) })).to.equal("Talk face 18,3");
			expect(pip.after(60, { partner: at(16, 3) })).to.equal("Talk face 16,3");
			expect(pip.after(1)).to.equal("Patrol walk 20,20");
		});
		it("comes before the way home, which goes on afterwards", () => {
			const mara = new Actor(IDLE);
			mara.position = at(50);
			mara.after(1);
			expect(mara.after(1, { partner: at(48) })).to.equal("Talk face 48,0");
			expect(mara.after(1)).to.equal("Return home walk 0,0");
		});
		it("that begins as a walk ends leaves the rest after the walk as it was", () => {
			const pip = new Actor(PATROL);
			pip.after(0.1);
			expect(pip.after(3, { walkEnd: "reached", partner: at(18) })).to.equal("Talk face 18,0");
			expect(pip.after(1)).to.equal("Patrol stand");
			expect(pip.after(5)).to.equal("Patrol walk 20,20");
		});
	});

	describe("an onlooker", () => {
		it("makes an NPC wait; the walk goes on a moment after they look away", () => {
			const pip = new Actor(PATROL);
			pip.after(0.1);
			expect(pip.after(1, { onlooker: at(9) })).to.equal("Patrol face 9,0");
			expect(pip.after(1)).to.equal("Patrol stand");
			expect(pip.after(0.6)).to.equal("Patrol walk 20,0");
		});
		it("does not keep it for ever, nor again before they have looked away for a while", () => {
			const pip = new Actor(PATROL);
			pip.after(0.1);
			for (let second = 0; second < 20; second++) {
				expect(pip.after(1, { onlooker: at(9) })).to.equal("Patrol face 9,0");
			}
			for (let second = 0; second < 30; second++) {
				expect(pip.after(1, { onlooker: at(9) })).to.equal("Patrol walk 20,0");
			}
			pip.after(5);
			expect(pip.after(0.1, { onlooker: at(9) })).to.equal("Patrol face 9,0");
		});
		it("makes it wait again after a talk", () => {
			const pip = new Actor(PATROL);
			pip.after(0.1);
			for (let second = 0; second < 30; second++) pip.after(1, { onlooker: at(9), partner: at(9) });
			expect(pip.after(1, { onlooker: at(9) })).to.equal("Patrol face 9,0");
		});
	});

	describe("an NPC that nobody can see", () => {
		it("does not walk, whatever its routine, and goes on when somebody comes", () => {
			const unseen = { isWatched: false };
			for (const routine of [PATROL, WANDER]) {
				const npc = new Actor(routine);
				for (let second = 0; second < 60; second++) {
					expect(npc.after(1, unseen)).to.equal(`${routine.kind} stand`);
				}
				expect(npc.after(1).sub(1, 11)).to.equal(`${routine.kind} walk`);
			}
			const mara = new Actor(IDLE);
			mara.position = at(50);
			expect(mara.after(1, unseen)).to.equal("Idle stand");
		});
		it("stops in mid-walk, and goes on to the same place", () => {
			const pip = new Actor(PATROL);
			pip.after(0.1);
			expect(pip.after(1, { isWatched: false })).to.equal("Patrol stand");
			expect(pip.after(100)).to.equal("Patrol walk 20,0");
		});
	});

	it("never walks while it talks or is unseen, never rests for ever, and keeps to its actions' names", () => {
		const names = ["Idle", "Wander", "Patrol", "Talk", "Return home"];
		for (let seed = 1; seed <= 150; seed++) {
			const random = seededRandom(seed);
			const npc = new Actor(random.pick<Routine>([PATROL, WANDER, IDLE]));
			let walks = 0;
			for (let step = 0; step < 300; step++) {
				const partner = random.next() < 0.1 ? at(3) : undefined;
				const isWatched = random.next() < 0.9;
				const isWalking = npc.intent.movement.kind === "walk";
				const isOver = isWalking && random.next() < 0.3;
				const walkEnd = isOver
					? random.pick<"reached" | "failed">(["reached", "reached", "failed"])
					: undefined;
				if (walkEnd === "reached") npc.position = npc.goal();
				npc.after(random.next() * 4, { partner, isWatched, walkEnd });
				expectItem(names, npc.intent.action);
				if (npc.intent.movement.kind === "walk") walks += 1;
				if (partner !== undefined) expect(npc.intent.action).to.equal("Talk");
				if (partner !== undefined || !isWatched) expect(npc.intent.movement.kind).never.to.equal("walk");
			}
			const stays = npc.after(0.1, { partner: undefined }).sub(1, 4) === "Idle";
			if (!stays) expectMore(walks, 10);
		}
	});
};
