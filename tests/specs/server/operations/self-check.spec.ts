/// <reference types="@rbxts/testez/globals" />
import { selfCheckCommand } from "server/operations/self-check";
import { createLookProbes } from "server/operations/look-probes";
import type { EngineProbe, ProbeAnswer, ShownNpc } from "server/ports";
import type { NpcChatMessage } from "shared/npc-chat-message";
import { createFakeClock } from "../support/fake-clock";
import { createFakeConsole } from "../support/fake-operator";
import { createFakeRandom } from "../support/fake-random";
import { expectNoText, expectSame, expectText } from "../../shared/support/expectations";

type Answer = (answer: ProbeAnswer) => void;

function setUp(...questions: ReadonlyArray<string>) {
	const clock = createFakeClock();
	const console = createFakeConsole();
	const answers = new Map<string, Answer>();
	const probes = questions.map((question): EngineProbe => ({
		question,
		task: question === "Blue?" ? "look at the sky" : undefined,
		ask: (onAnswer) => {
			answers.set(question, onAnswer);
		},
	}));
	const command = selfCheckCommand({ clock, print: console.print, probes, place: () => "place 7, Studio" });
	const answer = (question: string, kind: ProbeAnswer["kind"], seen: string) => {
		const onAnswer = answers.get(question);
		assert(onAnswer, `${question} was not asked`);
		onAnswer({ kind, seen });
	};
	return { clock, answer, run: () => command.run([]), printed: console.printed };
}

function setUpLooks(npc: ShownNpc | undefined, userIds: ReadonlyArray<number>) {
	const clock = createFakeClock();
	const shown = new Array<{ userId: number; message: NpcChatMessage }>();
	const probes = createLookProbes({
		clock,
		random: createFakeRandom(),
		display: {
			show: (userId, message) => {
				shown.push({ userId, message });
			},
		},
		userIds: () => userIds,
		npc: () => npc,
	});
	const answers = new Array<ProbeAnswer>();
	for (const probe of probes) probe.ask((answer) => answers.push(answer));
	return { clock, shown, answers };
}

export = () => {
	describe("the self-check", () => {
		it("prints one table when every question is answered, with place and time", () => {
			const { answer, run, printed } = setUp("Blue?", "Green?");
			run();
			answer("Green?", "no", "it is red");
			expect(printed.size()).to.equal(0);
			answer("Blue?", "yes", "status 200");
			expect(printed.size()).to.equal(1);
			const lines = printed[0].split("\n");
			expectText(lines[0], "Self-check, ");
			expectText(lines[0], "place 7, Studio");
			expectSame(
				[lines[3], lines[4]].map((line) => line.gsub("%s+", " ")[0]),
				["| Blue? | yes | status 200 |", "| Green? | no | it is red |"],
			);
		});
		it("says what a person has to do meanwhile, and nothing where there is nothing to do", () => {
			expectText(setUp("Blue?", "Green?").run(), "Meanwhile, please:\n- look at the sky");
			expectNoText(setUp("Green?").run(), "Meanwhile");
		});
		it("prints without the answers that do not come, and ignores them later", () => {
			const { clock, answer, run, printed } = setUp("Blue?", "Green?");
			run();
			answer("Blue?", "look", "is it blue?");
			clock.advance(89);
			expect(printed.size()).to.equal(0);
			clock.advance(2);
			expectText(printed[0], "please look");
			expectText(printed[0], "no answer in 90 s");
			answer("Green?", "yes", "late");
			expect(printed.size()).to.equal(1);
		});
		it("runs once at a time, and again when it is over", () => {
			const { answer, run, printed } = setUp("Blue?");
			run();
			expectText(run(), "0 of 1 questions are answered");
			answer("Blue?", "yes", "");
			expectText(run(), "The self-check has begun");
			answer("Blue?", "yes", "");
			expect(printed.size()).to.equal(2);
		});
		it("counts one answer for each question", () => {
			const { answer, run, printed } = setUp("Blue?", "Green?");
			run();
			answer("Blue?", "yes", "first");
			answer("Blue?", "no", "second");
			expect(printed.size()).to.equal(0);
			answer("Green?", "yes", "");
			expectNoText(printed[0], "second");
		});
		it("keeps an engine's long error on one line, and cuts it", () => {
			const { answer, run, printed } = setUp("Blue?");
			run();
			answer("Blue?", "no", `a\nb ${string.rep("ü", 500)}`);
			expectText(printed[0], "a b üü");
			expectText(printed[0], "ü…");
			expect(printed[0].split("\n").size()).to.equal(4);
		});
		it("goes on when a probe fails", () => {
			const clock = createFakeClock();
			const console = createFakeConsole();
			const probes: ReadonlyArray<EngineProbe> = [{ question: "Blue?", ask: () => error("no sky", 0) }];
			selfCheckCommand({ clock, print: console.print, probes, place: () => "" }).run([]);
			expectText(console.printed[0], "the probe failed: no sky");
		});
	});

	describe("what a person has to look at", () => {
		const MARA: ShownNpc = { npcId: "mara", displayName: "Mara" };

		it("is shown to every player: an NPC thinks, and some seconds later says a line", () => {
			const { clock, shown, answers } = setUpLooks(MARA, [1, 2]);
			const kinds = () => shown.map(({ userId, message }) => `${userId} ${message.kind} ${message.npcId}`);
			expectSame(kinds(), ["1 thinking mara", "2 thinking mara"]);
			clock.advance(6);
			expectSame(kinds(), ["1 thinking mara", "2 thinking mara", "1 speech mara", "2 speech mara"]);
			expectSame(
				answers.map(({ kind }) => kind),
				["look", "look"],
			);
			for (const { seen } of answers) expectText(seen, "Mara");
		});
		it("is not known where nobody looks, or no NPC has a body", () => {
			for (const { answers, shown } of [setUpLooks(MARA, []), setUpLooks(undefined, [1])]) {
				expectSame(
					answers.map(({ kind }) => kind),
					["unknown", "unknown"],
				);
				expect(shown.size()).to.equal(0);
			}
		});
	});
};
