/// <reference types="@rbxts/testez/globals" />

import { createChatMetrics } from "client/chat/chat-metrics";
import { createNoticeQueue } from "client/chat/notice-queue";
import { fakeLog } from "../fakes";

const OPTIONS = { noticeRate: { ratePerSecond: 0.5, burst: 3 }, maxWaitingNotices: 4 };

function setUp() {
	const time = { now: 100 };
	const timers = new Array<{ at: number; callback: () => void }>();
	const shown = new Array<string>();
	const pings = { count: 0 };
	const metrics = createChatMetrics();
	const log = fakeLog();
	const queue = createNoticeQueue(
		{
			now: () => time.now,
			after: (seconds, callback) => timers.push({ at: time.now + seconds, callback }),
			ping: () => {
				pings.count += 1;
			},
			metrics,
			log,
		},
		OPTIONS,
	);
	const push = (...texts: ReadonlyArray<string>) => {
		for (const text of texts) queue.push(() => shown.push(text));
	};
	/** Runs what is due by `now`, in order. */
	const advanceTo = (now: number) => {
		time.now = now;
		while (timers.size() > 0 && timers[0].at <= now) timers.shift()?.callback();
	};
	return { time, timers, shown, pings, metrics, log, push, advanceTo };
}

export = () => {
	describe("the game's notices", () => {
		it("are shown at once while there are few, each with a ping", () => {
			const { push, shown, pings } = setUp();
			push("a", "b", "c");
			expect(shown.join("")).to.equal("abc");
			expect(pings.count).to.equal(3);
		});

		it("wait for their turn when there are many, and keep their order", () => {
			const { push, shown, pings, advanceTo } = setUp();
			push("a", "b", "c", "d", "e");
			expect(shown.join("")).to.equal("abc");
			advanceTo(102);
			expect(shown.join("")).to.equal("abcd");
			push("f");
			advanceTo(104);
			expect(shown.join("")).to.equal("abcde");
			advanceTo(106);
			expect(shown.join("")).to.equal("abcdef");
			expect(pings.count).to.equal(6);
		});

		it("are dropped when too many wait; all drops are counted and the first is logged", () => {
			const { push, shown, metrics, log, advanceTo } = setUp();
			for (let index = 0; index < 100; index++) push(`${index} `);
			expect(metrics.counts().NoticesDropped).to.equal(93);
			expect(log.warnings.size()).to.equal(1);
			advanceTo(200);
			expect(shown.join("")).to.equal("0 1 2 3 4 5 6 ");
			push("later");
			expect(shown[shown.size() - 1]).to.equal("later");
		});
	});
};
