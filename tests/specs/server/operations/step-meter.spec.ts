/// <reference types="@rbxts/testez/globals" />
import { inRoom } from "server/operations/rooms";
import { createStepMeter } from "server/operations/step-meter";
import { createFakeClock } from "../support/fake-clock";
import { createFakeProfiler } from "../support/fake-profiler";

function setUp() {
	const clock = createFakeClock();
	const profiler = createFakeProfiler();
	const meter = createStepMeter(profiler, clock);
	/** The room works for that time. */
	const work = (room: string, seconds: number) => {
		meter.begin(room);
		clock.advance(seconds);
		meter.end();
	};
	/** `<room> <milliseconds>`. */
	const largest = () => {
		const step = meter.largest();
		return step && `${step.room} ${math.round(step.seconds * 1000)}`;
	};
	return { clock, profiler, meter, work, largest };
}

export = () => {
	describe("the step meter", () => {
		it("knows no largest step before the first", () => {
			expect(setUp().largest()).to.equal(undefined);
		});

		it("names the room of the largest step and its time, whatever came after it", () => {
			const { work, largest } = setUp();
			work("chat", 0.001);
			work("perception", 0.005);
			work("behaviour", 0.002);
			expect(largest()).to.equal("perception 5");
		});

		it("forgets a step after a minute, and then names the largest of those that came after it", () => {
			const { clock, work, largest } = setUp();
			work("perception", 0.005);
			clock.advance(30);
			work("chat", 0.001);
			work("behaviour", 0.002);
			clock.advance(31);
			expect(largest()).to.equal("behaviour 2");
			clock.advance(60);
			expect(largest()).to.equal(undefined);
		});

		it("counts a span within a span as part of the outer room's step", () => {
			const { clock, meter, work, largest, profiler } = setUp();
			meter.begin("perception");
			clock.advance(0.001);
			work("blocks", 0.003);
			meter.end();
			expect(largest()).to.equal("perception 4");
			expect(profiler.begun.join(" ")).to.equal("perception blocks");
			expect(profiler.open.join(" ")).to.equal("");
		});

		it("drops a step whose thread ended in an error, and measures the next", () => {
			const { clock, meter, work, largest } = setUp();
			pcall(() => {
				coroutine.wrap(() => {
					meter.begin("chat");
					error("a fault");
				})();
			});
			clock.advance(10);
			work("behaviour", 0.002);
			expect(largest()).to.equal("behaviour 2");
		});

		it("drops a step whose thread waits", () => {
			const { clock, meter, work, largest } = setUp();
			const waiting = coroutine.create(() => {
				meter.begin("motion");
				coroutine.yield();
				meter.end();
			});
			coroutine.resume(waiting);
			clock.advance(10);
			work("behaviour", 0.002);
			coroutine.resume(waiting);
			expect(largest()).to.equal("behaviour 2");
		});
	});

	describe("a function in a room", () => {
		it("passes arguments and result on, between the beginning and the end of a span", () => {
			const profiler = createFakeProfiler();
			const add = inRoom(profiler, "sums", (a: number, b: number) => {
				expect(profiler.open.join(" ")).to.equal("sums");
				return a + b;
			});
			expect(add(2, 3)).to.equal(5);
			expect(profiler.open.join(" ")).to.equal("");
		});
	});
};
