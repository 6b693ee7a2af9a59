/// <reference types="@rbxts/testez/globals" />
import type { LogEntry, LogLevel } from "server/ports";
import { createLogger } from "server/log/logger-service";
import { createFakeClock } from "../support/fake-clock";
import { expectNoText, expectText } from "../../shared/support/expectations";

function setUp(level: LogLevel = "debug") {
	const clock = createFakeClock();
	const batches = new Array<ReadonlyArray<LogEntry>>();
	const logger = createLogger(
		{ clock, sink: (entries) => batches.push(entries) },
		{ level, ringSize: 3, flushSeconds: 1, flushSize: 4 },
	);
	return { clock, batches, logger, log: logger.category("npc") };
}

function messages(entries: ReadonlyArray<LogEntry>): string {
	return entries.map((entry) => entry.message).join("|");
}

export = () => {
	describe("the log", () => {
		it("keeps entries for one batch, in order, with level and category", () => {
			const { clock, batches, log } = setUp();
			log.info("one");
			log.debug("two");
			expect(batches.size()).to.equal(0);
			clock.advance(1);
			expect(batches.size()).to.equal(1);
			expect(messages(batches[0])).to.equal("one|two");
			expect(batches[0][1].level).to.equal("debug");
			expect(batches[0][1].category).to.equal("npc");
		});

		it("writes nothing while there is nothing", () => {
			const { clock, batches } = setUp();
			clock.advance(10);
			expect(batches.size()).to.equal(0);
		});

		it("writes a full batch at once", () => {
			const { batches, log } = setUp();
			for (const text of ["1", "2", "3", "4", "5"]) log.info(text);
			expect(batches.size()).to.equal(1);
			expect(messages(batches[0])).to.equal("1|2|3|4");
		});

		it("does not let a warning wait, nor what came before it", () => {
			const { batches, log } = setUp();
			log.info("before");
			log.warn("trouble");
			expect(messages(batches[0])).to.equal("before|trouble");
		});

		it("drops what is below its level", () => {
			const { logger, log } = setUp("warn");
			log.debug("a");
			log.info("b");
			log.warn("c");
			log.error("d");
			expect(messages(logger.snapshot())).to.equal("c|d");
		});

		it("remembers the last entries only", () => {
			const { logger, log } = setUp();
			for (const text of ["1", "2", "3", "4", "5"]) log.info(text);
			expect(messages(logger.snapshot())).to.equal("3|4|5");
		});

		it("formats context in the order of its keys", () => {
			const { logger, log } = setUp();
			log.info("spawned", { npcId: "mara", attempt: 2, again: true });
			expect(messages(logger.snapshot())).to.equal("spawned (again=true, attempt=2, npcId=mara)");
		});

		it("takes registered secrets out of messages and contexts", () => {
			const { logger, log } = setUp();
			logger.addSecret("s3cr.t+(");
			log.info("got s3cr.t+( here", { value: "xs3cr.t+(y" });
			expect(messages(logger.snapshot())).to.equal("got [redacted] here (value=x[redacted]y)");
		});

		it("bears an empty secret, as of a setting that nobody filled in", () => {
			const { logger, log } = setUp();
			logger.addSecret("");
			log.info("hello");
			expect(messages(logger.snapshot())).to.equal("hello");
		});

		it("takes out what looks like a credential", () => {
			const { logger, log } = setUp();
			log.info("Authorization: Bearer abc.def-123, next");
			log.info("https://host/?api_key=12345&x=1");
			log.info("sk-abc_123 was used, and Token=t0ken&y=2");
			const text = messages(logger.snapshot());
			for (const secret of ["abc.def-123", "12345", "sk-abc_123", "t0ken"]) expectNoText(text, secret);
			expectText(text, "x=1");
			expectText(text, "y=2");
		});

		it("takes out the keys of models' providers", () => {
			const { logger, log } = setUp();
			const keys = ["gsk_Ab12cd34", "xai-Ab12cd34", "AIzaSyAb12cd34", "hf_Ab12cd34", "sk-proj-Ab12cd34"];
			for (const key of keys) log.warn(`no: ${key}`, { problem: `wrong key ${key}.` });
			log.warn('{"api_key": "Ab12cd34"}');
			log.warn('"{\\"apiKey\\":\\"Ab12cd34\\",\\"model\\":\\"gpt\\"}"');
			log.warn("api-key: Ab12cd34");
			const text = messages(logger.snapshot());
			expectNoText(text, "Ab12cd34");
			expectText(text, "gpt");
		});

		it("leaves harmless words alone", () => {
			const { logger, log } = setUp();
			log.info("the bearer sat at a desk-lamp with a token of thanks");
			expect(messages(logger.snapshot())).to.equal("the bearer sat at a desk-lamp with a token of thanks");
		});

		it("writes the rest and stops when it is destroyed", () => {
			const { clock, batches, logger, log } = setUp();
			log.info("last");
			logger.destroy();
			logger.destroy();
			expect(batches.size()).to.equal(1);
			log.info("too late");
			clock.advance(10);
			expect(batches.size()).to.equal(1);
		});
	});
};
