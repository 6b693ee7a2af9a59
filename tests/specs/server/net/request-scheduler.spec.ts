/// <reference types="@rbxts/testez/globals" />
import { CLOUD, SCHEDULER } from "server/constants/letta";
import type { RequestClass } from "server/net/request-class";
import type { RequestSpec } from "server/net/request-queue";
import { RequestScheduler, type SchedulerOptions } from "server/net/request-scheduler";
import type { Outcome } from "server/net/retry-policy";
import { expectAtMost, expectLess, expectMore } from "../../shared/support/expectations";

const WIDE: Partial<SchedulerOptions> = { budget: { perMinute: 6000, burst: 1000, catchUp: 1000 } };

const atMost = (max: number) => ({ ...SCHEDULER.flight, max });

function create(options: Partial<SchedulerOptions> = {}): RequestScheduler<string> {
	return new RequestScheduler<string>(0, () => 0.5, { ...SCHEDULER, ...options });
}

function request(payload: string, more: Partial<RequestSpec<string>> = {}): RequestSpec<string> {
	return { class: "status", payload, host: "letta", repeat: "always", ...more };
}

const probe = (payload: string) =>
	request(payload, { class: "housekeeping", repeat: "never", isProbe: true });

/** What goes out at `now`, by name. */
function names(scheduler: RequestScheduler<string>, now: number): string {
	return scheduler
		.step(now)
		.send.map(({ payload }) => payload)
		.join(",");
}

function sendOne(scheduler: RequestScheduler<string>, spec: RequestSpec<string>, now: number): number {
	scheduler.add(spec, now);
	const { send } = scheduler.step(now);
	assert(send.size() === 1, "one request is sent");
	return send[0].id;
}

/** How many go out if each is answered at once. */
function sentInOneMoment(scheduler: RequestScheduler<string>, now: number): number {
	let count = 0;
	while (true) {
		const { send } = scheduler.step(now);
		if (send.isEmpty()) return count;
		for (const { id } of send) scheduler.settle(id, { kind: "ok" }, now);
		count += send.size();
	}
}

const LIMITED: Outcome = { kind: "limited", scope: "all", retryAfterSeconds: 9 };

/** Opens the breaker with requests that may not be repeated. */
function bringDown(scheduler: RequestScheduler<string>): void {
	for (let index = 0; index < SCHEDULER.breaker.failures; index++) {
		const id = sendOne(scheduler, request("down", { repeat: "untouched" }), 0);
		const { change } = scheduler.settle(id, { kind: "lost" }, 0);
		assert((change === "down") === (index === SCHEDULER.breaker.failures - 1), "it goes down with the last");
	}
}

export = () => {
	describe("the request scheduler", () => {
		it("sends no more than the budget allows", () => {
			const scheduler = create({ budget: { perMinute: 60, burst: 2, catchUp: 2 } });
			for (const each of ["a", "b", "c"]) scheduler.add(request(each), 0);
			expect(names(scheduler, 0)).to.equal("a,b");
			expect(scheduler.secondsUntilStep(0)).to.equal(1);
			expect(names(scheduler, 0.9)).to.equal("");
			expect(names(scheduler, 1)).to.equal("c");
		});

		it("sends half as many at once where the engine refuses more, and what was refused again", () => {
			const scheduler = create({ ...WIDE, flight: atMost(8) });
			for (let index = 0; index < 8; index++) scheduler.add(request(`r${index}`, { repeat: "unsent" }), 0);
			const { send } = scheduler.step(0);
			expect(send.size()).to.equal(8);
			send.forEach(({ id }, index) => {
				const outcome: Outcome = index < 5 ? { kind: "ok" } : { kind: "crowded" };
				scheduler.settle(id, outcome, 0);
			});
			for (let index = 0; index < 8; index++) scheduler.add(request(`s${index}`), 1);
			const sent = new Array<string>();
			for (let now = 1; now < 20; now++) {
				const step = scheduler.step(now);
				expectAtMost(step.send.size(), 4);
				for (const { id, payload } of step.send) {
					sent.push(payload);
					scheduler.settle(id, { kind: "ok" }, now);
				}
			}
			expect(sent.size()).to.equal(11);
			expect(sent.filter((name) => name.sub(1, 1) === "r").size()).to.equal(3);
		});

		it("leaves room beside what a model has to answer, however few may be under way", () => {
			const scheduler = create({ ...WIDE, flight: atMost(4) });
			for (let index = 0; index < 6; index++) scheduler.add(request(`turn${index}`, { class: "turn" }), 0);
			scheduler.add(request("status"), 0);
			expect(names(scheduler, 0)).to.equal("turn0,turn1,turn2,status");
		});

		it("lets older requests go before turns every other time only", () => {
			const scheduler = create({ ...WIDE, flight: atMost(1) });
			for (const old of ["a", "b", "c", "d"]) scheduler.add(request(old, { class: "housekeeping" }), 0);
			for (const turn of ["t", "u"])
				scheduler.add(request(turn, { class: "turn", repeat: "untouched" }), 100);
			scheduler.add(request("p"), 100);
			scheduler.promote(({ payload }) => payload === "p", "turn");
			const sent = new Array<string>();
			for (let count = 0; count < 7; count++) {
				const [{ id, payload }] = scheduler.step(100).send;
				scheduler.settle(id, { kind: "ok" }, 100);
				sent.push(payload);
			}
			expect(sent.join("")).to.equal("atbucpd");
		});
		it("does not charge the budget for a request that is called off before it is sent", () => {
			const scheduler = create({ budget: { perMinute: 60, burst: 1, catchUp: 1 } });
			scheduler.add(request("called off"), 0);
			scheduler.drop(() => true, "cancelled");
			scheduler.add(request("wanted"), 0);
			expect(names(scheduler, 0)).to.equal("wanted");
			expect(scheduler.readStats(0).usedLastMinute).to.equal(1);
		});

		it("has one request of a lane under way, and keeps the lane's order", () => {
			const scheduler = create(WIDE);
			scheduler.add(request("first", { lane: "l" }), 0);
			scheduler.add(request("second", { lane: "l" }), 0);
			scheduler.add(request("elsewhere", { lane: "m" }), 0);
			const { send } = scheduler.step(0);
			expect(send.map(({ payload }) => payload).join(",")).to.equal("first,elsewhere");
			scheduler.settle(send[0].id, { kind: "ok" }, 1);
			expect(names(scheduler, 1)).to.equal("second");
		});

		it("keeps a lane's order when the first has to be sent again", () => {
			const scheduler = create(WIDE);
			const id = sendOne(scheduler, request("first", { lane: "l" }), 0);
			scheduler.add(request("second", { lane: "l" }), 0);
			expect(scheduler.settle(id, { kind: "busy" }, 0).kind).to.equal("again");
			expect(names(scheduler, 0)).to.equal("");
			expect(names(scheduler, 1)).to.equal("first");
		});

		it("lets a promoted request go ahead, and counts it in its own class", () => {
			const scheduler = create({ ...WIDE, flight: atMost(1) });
			scheduler.add(request("departure", { class: "departure" }), 0);
			scheduler.add(request("status"), 0);
			scheduler.promote(({ payload }) => payload === "status", "turn");
			expect(names(scheduler, 0)).to.equal("status");
			const { byClass } = scheduler.readStats(0);
			expect(byClass.status.sent).to.equal(1);
			expect(byClass.turn.sent).to.equal(0);
		});

		it("limits the requests under way, and more so those that a model answers", () => {
			const scheduler = create({ ...WIDE, flight: atMost(3), maxThinkingInFlight: 2 });
			for (const each of ["t1", "t2", "t3"]) scheduler.add(request(each, { class: "turn" }), 0);
			for (const each of ["s1", "s2"]) scheduler.add(request(each), 0);
			expect(names(scheduler, 0)).to.equal("t1,t2,s1");
		});

		it("gives up a request that is not under way at its deadline", () => {
			const scheduler = create({ budget: { perMinute: 60, burst: 1, catchUp: 1 } });
			const first = sendOne(scheduler, request("under way", { deadlineSeconds: 5 }), 0);
			scheduler.add(request("late", { deadlineSeconds: 5, since: -4.5 }), 0);
			const { send, expired } = scheduler.step(0.5);
			expect(send.size()).to.equal(0);
			expect(expired.map(({ payload }) => payload).join(",")).to.equal("late");
			expect(scheduler.step(100).expired.size()).to.equal(0);
			expect(scheduler.settle(first, { kind: "ok" }, 100).kind).to.equal("over");
			expect(scheduler.readStats(100).byClass.status.dropped.deadline).to.equal(1);
		});

		it("sends only the newer of two requests that wait under one key", () => {
			const scheduler = create({ budget: { perMinute: 60, burst: 1, catchUp: 1 } });
			sendOne(scheduler, request("other"), 0);
			scheduler.add(request("old", { key: "k" }), 0);
			scheduler.add(request("new", { key: "k" }), 0);
			expect(names(scheduler, 1)).to.equal("new");
			expect(names(scheduler, 10)).to.equal("");
			expect(scheduler.readStats(10).byClass.status.merged).to.equal(1);
		});

		it("does not repeat a request that a newer one has replaced meanwhile", () => {
			const scheduler = create(WIDE);
			const id = sendOne(scheduler, request("old", { key: "k", lane: "l" }), 0);
			scheduler.add(request("new", { key: "k", lane: "l" }), 0);
			expect(scheduler.settle(id, { kind: "lost" }, 1).kind).to.equal("superseded");
			expect(names(scheduler, 20)).to.equal("new");
		});
	});

	describe("a request that failed", () => {
		it("is sent again after a growing wait, as its policy allows", () => {
			const scheduler = create(WIDE);
			let id = sendOne(scheduler, request("read"), 0);
			const waits = new Array<number>();
			let now = 0;
			for (let attempt = 0; attempt < 5; attempt++) {
				expect(scheduler.settle(id, { kind: "busy" }, now).kind).to.equal("again");
				const wait = scheduler.secondsUntilStep(now) ?? 0;
				waits.push(wait);
				now += wait;
				id = scheduler.step(now).send[0].id;
			}
			// Half of the limit each time: the dice always show one half.
			expect(waits.join(",")).to.equal("0.25,0.5,1,2,4");
			expect(scheduler.readStats(now).byClass.status.retried).to.equal(5);
		});

		it("is handed back if it may have been done and must not be done twice", () => {
			const scheduler = create(WIDE);
			for (const kind of ["lost", "trouble"] as const) {
				const id = sendOne(scheduler, request("turn", { class: "turn", repeat: "untouched" }), 0);
				expect(scheduler.settle(id, { kind }, 0).kind).to.equal("over");
			}
			expect(names(scheduler, 100)).to.equal("");
		});

		it("waits as long as the host asks, and so does everything else", () => {
			const scheduler = create(WIDE);
			const id = sendOne(scheduler, request("asked"), 0);
			scheduler.settle(id, LIMITED, 0);
			scheduler.add(request("other", { class: "turn", repeat: "untouched" }), 1);
			expect(names(scheduler, 8.9)).to.equal("");
			const { send } = scheduler.step(9);
			expect(send.map(({ payload }) => payload).join(",")).to.equal("asked");
			scheduler.settle(send[0].id, { kind: "ok" }, 9.2);
			expect(names(scheduler, 9.2)).to.equal("other");
		});

		it("needs a probe of a host that asked for a pause, if only turns wait", () => {
			const scheduler = create(WIDE);
			scheduler.settle(sendOne(scheduler, request("refused", { repeat: "unsent" }), 0), LIMITED, 0);
			scheduler.drop(() => true, "cancelled");
			expect(scheduler.wantsProbe("letta", 9)).to.equal(false);
			scheduler.add(request("talk", { class: "turn", repeat: "untouched" }), 9);
			expect(names(scheduler, 9)).to.equal("");
			expect(scheduler.secondsUntilStep(9)).to.equal(math.huge);
			expect(scheduler.wantsProbe("letta", 9)).to.equal(true);
		});

		it("keeps its age while it waits to be sent again", () => {
			const scheduler = create({ ...WIDE, flight: atMost(1) });
			const id = sendOne(scheduler, request("old"), 0);
			scheduler.settle(id, { kind: "busy" }, 0);
			scheduler.add(request("young"), 0.5);
			expect(names(scheduler, 1)).to.equal("old");
		});
	});

	describe("a host that is out of reach", () => {
		it("gets no request, and then one probe", () => {
			const scheduler = create(WIDE);
			bringDown(scheduler);
			scheduler.add(request("talk", { class: "turn", repeat: "untouched" }), 0);
			scheduler.add(request("a"), 0);
			for (const each of ["try", "another"]) scheduler.add(probe(each), 0);
			expect(names(scheduler, SCHEDULER.breaker.openSeconds - 0.1)).to.equal("");
			expect(names(scheduler, SCHEDULER.breaker.openSeconds)).to.equal("try");
			expect(names(scheduler, SCHEDULER.breaker.openSeconds)).to.equal("");
		});

		it("needs one probe at a time", () => {
			const scheduler = create(WIDE);
			expect(scheduler.wantsProbe("letta", 0)).to.equal(false);
			bringDown(scheduler);
			scheduler.add(request("waiting"), 0);
			expect(scheduler.wantsProbe("letta", 0)).to.equal(true);
			scheduler.add(probe("try"), 0);
			expect(scheduler.wantsProbe("letta", 0)).to.equal(false);
			const [{ id }] = scheduler.step(SCHEDULER.breaker.openSeconds).send;
			expect(scheduler.wantsProbe("letta", SCHEDULER.breaker.openSeconds)).to.equal(false);
			expect(scheduler.settle(id, { kind: "lost" }, 3).kind).to.equal("over");
			expect(scheduler.wantsProbe("letta", 3)).to.equal(true);
		});

		it("gets everything that has waited as soon as it answers", () => {
			const scheduler = create(WIDE);
			const waiting = sendOne(scheduler, request("waiting"), 0);
			for (let index = 1; index < SCHEDULER.breaker.failures; index++) {
				scheduler.settle(waiting, { kind: "busy" }, 0);
				scheduler.step(10);
			}
			// Its next wait is one of eight seconds at most.
			scheduler.settle(waiting, { kind: "busy" }, 10);
			bringDown(scheduler);
			scheduler.add(request("talk", { class: "turn", repeat: "untouched" }), 0);
			scheduler.add(probe("try"), 0);
			const [{ id, payload }] = scheduler.step(10).send;
			expect(payload).to.equal("try");
			expect(scheduler.settle(id, { kind: "ok" }, 10.1).change).to.equal("up");
			expect(names(scheduler, 10.1)).to.equal("talk,waiting");
		});

		it("is brought up to date at once, within the minute's budget", () => {
			const scheduler = create();
			const { perMinute, catchUp } = SCHEDULER.budget;
			bringDown(scheduler);
			for (let index = 0; index < perMinute; index++) scheduler.add(request(`b${index}`), 0);
			scheduler.add(probe("try"), 0);
			// The bucket is full again by then; its answer comes in the same moment.
			const [{ id }] = scheduler.step(10).send;
			scheduler.settle(id, { kind: "ok" }, 10);
			expect(sentInOneMoment(scheduler, 10)).to.equal(catchUp);
		});

		it("is brought up to date at once when it takes the key again", () => {
			const scheduler = create();
			const { perMinute, catchUp, burst } = SCHEDULER.budget;
			for (let index = 0; index < perMinute; index++) scheduler.add(request(`b${index}`), 0);
			expect(sentInOneMoment(scheduler, 0)).to.equal(burst);
			scheduler.allowCatchUp(0);
			expect(sentInOneMoment(scheduler, 0)).to.equal(catchUp);
		});

		it("does not hold up another host", () => {
			const scheduler = create(WIDE);
			bringDown(scheduler);
			scheduler.add(request("elsewhere", { host: "other" }), 0);
			expect(names(scheduler, 0)).to.equal("elsewhere");
		});
	});

	describe("the request scheduler under overload", () => {
		const MINUTES = 10;
		const STEP_SECONDS = 0.1;
		const DEADLINE_SECONDS = CLOUD.turnWaitSeconds;

		interface Sent {
			readonly class: RequestClass;
			readonly at: number;
		}

		/** 600 turns a minute and 30 requests of each lower class, for ten minutes; every answer takes two seconds. */
		function rush() {
			const scheduler = create();
			const classes: ReadonlyArray<RequestClass> = ["departure", "group", "status", "housekeeping"];
			const sent = new Array<Sent>();
			let expired = 0;
			let answers: ReadonlyArray<{ readonly id: number; readonly at: number }> = [];
			for (let step = 0; step < (MINUTES * 60) / STEP_SECONDS; step++) {
				const now = step * STEP_SECONDS;
				const deadlineSeconds = DEADLINE_SECONDS;
				scheduler.add(request("t", { class: "turn", repeat: "untouched", deadlineSeconds }), now);
				// Forty NPCs whose blocks change all the time.
				if (step % 20 === 0)
					for (const each of classes)
						scheduler.add(request(each, { class: each, key: `${each} ${(step / 20) % 40}` }), now);
				for (const { id, at } of answers) if (at <= now) scheduler.settle(id, { kind: "ok" }, now);
				answers = answers.filter(({ at }) => at > now);
				const result = scheduler.step(now);
				expired += result.expired.size();
				for (const { id, payload } of result.send) {
					sent.push({ class: payload === "t" ? "turn" : (payload as RequestClass), at: now });
					answers = [...answers, { id, at: now + 2 }];
				}
			}
			return { scheduler, sent, expired };
		}

		const { scheduler, sent, expired } = rush();
		const stats = scheduler.readStats(MINUTES * 60).byClass;
		const countOf = (each: RequestClass) => sent.filter((one) => one.class === each).size();

		it("never sends more than the budget in any sliding minute, and uses it", () => {
			let first = 0;
			sent.forEach(({ at }, index) => {
				while (sent[first].at <= at - 60) first += 1;
				expectAtMost(index - first + 1, SCHEDULER.budget.perMinute);
			});
			expectMore(sent.size(), MINUTES * SCHEDULER.budget.perMinute * 0.98);
		});

		it("bounds the longest wait: a turn's by its deadline, a lower class's by that and its handicap", () => {
			expectAtMost(stats.turn.wait.max, DEADLINE_SECONDS);
			const classes = ["departure", "group", "status", "housekeeping"] as const;
			for (const each of classes) {
				// What became as old in the same moment takes up to four seconds to go out.
				const longest = DEADLINE_SECONDS + SCHEDULER.handicapSeconds[each] + 4;
				expectAtMost(stats[each].wait.max, longest);
			}
		});

		it("gives up turns that nobody waits for any more, and says how many", () => {
			expect(stats.turn.dropped.deadline).to.equal(expired);
			expectMore(expired, 0);
		});

		it("sends lower classes too, each after a longer wait than the class above", () => {
			const { departure, group, status, housekeeping } = stats;
			for (const each of [departure, group, status, housekeeping]) expectMore(each.sent, 100);
			expectLess(departure.wait.p50, group.wait.p50);
			expectLess(group.wait.p50, status.wait.p50);
			expectLess(status.wait.p50, housekeeping.wait.p50);
		});

		it("gives turns the largest share", () => {
			expectMore(countOf("turn"), sent.size() * 0.4);
		});
	});
};
