/// <reference types="@rbxts/testez/globals" />
import { SPEECH } from "server/constants/rules";
import { HeardLines } from "server/rules/reply/heard-lines";
import { KnownTexts } from "server/rules/reply/known-texts";
import { NEW_REPLY, type ReplyContext, stepReply } from "server/rules/reply/reply-gate";
import { replyNames, TownNames } from "server/rules/reply/reply-names";
import { splitSentences } from "server/rules/text/sentences";
import { expectAtMost, expectNoText, expectSame } from "../../../shared/support/expectations";
import {
	COMPANY,
	HEADER,
	PERSONA,
	PROMPT,
	PROPER_REPLIES,
	REPLY_CASES,
	TOWNSFOLK,
} from "../../support/reply-cases";

function contextOf(npc = "Mara", heard = "hello"): ReplyContext {
	return {
		names: replyNames(npc, COMPANY, new TownNames(TOWNSFOLK)),
		heard: new HeardLines([{ speaker: "Alex", text: heard }]),
		known: [new KnownTexts(PERSONA, PROMPT), new KnownTexts(HEADER)],
	};
}

/** What is said of a reply of which nothing is said before its end. */
function said(sentences: ReadonlyArray<string>, context = contextOf()): ReadonlyArray<string> {
	let shown = new Array<string>();
	let state = NEW_REPLY;
	for (const sentence of sentences) {
		const step = stepReply(state, sentence, context);
		state = step.state;
		if (step.retracts) shown = [];
		if (step.text !== undefined) shown.push(step.text);
	}
	return shown;
}

const visible = (text: string) => text.gsub("\n", "⏎")[0];

/** Steady pseudo-random numbers from 0 to `below` - 1. */
function createDice(seed: number): (below: number) => number {
	let value = seed;
	return (below) => {
		value = (value * 1103515245 + 12345) % 2147483648;
		return math.floor(value / 65536) % below;
	};
}

/** Plain sentences of the NPC's own; no mark in them. */
const PLAIN = [
	"The bread is still warm.",
	"Come in and sit down.",
	"We have honey cake today.",
	"Bram mended the gate!",
	"Is it raining out there?",
	"Take the lane to the harbor.",
];

/** What surrounds or replaces a plain sentence in a model's reply; `%s` is the sentence, and must come out whole. */
const KEPT = [
	"%s",
	"**%s**",
	"Mara: %s",
	"Mara (smiling): %s",
	"**Mara:** %s",
	"[Mara] %s",
	"*smiles* %s",
	"%s *waves*",
	"(laughing) %s",
	"# %s",
	"- %s",
	"> %s",
	"1. %s",
	'"%s"',
	"“%s”",
	"`%s`",
	"<think>Hm. What now?</think>%s",
	"<THINKING>He waits.</THINKING> %s",
	"[THINK]He waits.[/THINK] %s",
	"%s<|im_end|>",
	"%s</s>",
	"<response>%s</response>",
	"[INST] %s",
	"Answer: %s",
	"(Note: Mara is kind.)\n%s",
	'{"mood": "One. Two."}\n%s',
	"```\nwave()\n```\n%s",
	'send_message("One. Two.")\n%s',
	"health: 100 | location: Cafe | current_action: Idle\n%s",
	"<system-reminder>Be kind. Be brief.</system-reminder>\n%s",
	"Alex: Do you sell nets? I need one.\nMara: %s",
	"Thought: He waits. I answer.\nMara: %s",
];

/** None of it may be seen. */
const NEVER = [
	"*",
	"_",
	"`",
	"#",
	"<",
	">",
	"[",
	"]",
	"{",
	"}",
	"|",
	'"',
	"“",
	":",
	"smil",
	"wave",
	"laugh",
	"He waits",
	"What now",
	"Hm.",
	"INST",
	"im_end",
	"One.",
	"Two.",
	"Note",
	"kind",
	"nets",
	"need",
	"Answer",
	"Mara",
	"Alex",
	"Thought",
	"health",
];

export = () => {
	for (const [kind, cases] of REPLY_CASES)
		describe(kind, () => {
			for (const { reply, shown, npc, heard } of cases)
				it(`${npc ?? "Mara"} says ${shown.isEmpty() ? "nothing" : shown.join(" ")} for ${visible(reply)}${heard === undefined ? "" : ` (${heard})`}`, () => {
					expectSame(said(splitSentences(reply), contextOf(npc, heard)), shown);
				});
		});

	describe("a proper reply", () => {
		for (const reply of PROPER_REPLIES)
			it(`is said word for word: ${reply}`, () => {
				expectSame(said(splitSentences(reply)).join(" "), reply);
			});
	});

	describe("any composition of marks, labels, thoughts and machinery", () => {
		it("shows the plain sentences in it whole, and nothing else", () => {
			const dice = createDice(11);
			for (let round = 0; round < 400; round++) {
				const sentences = new Array<string>();
				const parts = new Array<string>();
				for (let part = 0; part <= dice(3); part++) {
					const sentence = PLAIN[(round + part * 2 + dice(2)) % PLAIN.size()];
					if (sentences.includes(sentence)) continue;
					sentences.push(sentence);
					parts.push(KEPT[dice(KEPT.size())].gsub("%%s", sentence)[0]);
				}
				const reply = parts.join("\n");
				expectSame([reply, ...said(splitSentences(reply))], [reply, ...sentences]);
			}
		});

		it("shows no mark, label or thought, wherever it is cut", () => {
			const dice = createDice(23);
			for (let round = 0; round < 300; round++) {
				const parts = new Array<string>();
				for (let part = 0; part <= 3; part++)
					parts.push(KEPT[dice(KEPT.size())].gsub("%%s", PLAIN[dice(PLAIN.size())])[0]);
				const reply = parts.join("\n");
				const cut = reply.sub(1, 20 + dice(reply.size()));
				const shown = said(splitSentences(cut)).join(" ");
				for (const never of NEVER) expectNoText(shown, never);
			}
		});
	});

	describe("a reply", () => {
		it("is let through sentence by sentence: the first does not wait for the second", () => {
			const step = stepReply(NEW_REPLY, "The bread is still warm.", contextOf());
			expect(step.text).to.equal("The bread is still warm.");
		});

		it("without end is over soon, whatever it is made of", () => {
			for (const sentence of ["Another loaf is ready.", '{"a": 1}', "<think>Hm."]) {
				let state = NEW_REPLY;
				let taken = 0;
				while (!state.isOver && taken < 1000) {
					state = stepReply(state, sentence, contextOf()).state;
					taken += 1;
				}
				expectAtMost(taken, SPEECH.maxWithheldSentences + SPEECH.maxReplySentences);
			}
		});

		it("that is far too long for a sentence costs no time and is withheld", () => {
			expect(stepReply(NEW_REPLY, "x ".rep(5000), contextOf()).fault).to.equal("tooLong");
			expect(stepReply(NEW_REPLY, "word ".rep(101), contextOf()).fault).to.equal("tooLong");
		});
	});

	describe("an echo", () => {
		const heard = "Where can I buy some bread around here?";
		const spoken = (text: string, line = heard) =>
			said(splitSentences(text), contextOf("Mara", line)).join(" ");
		it("is withheld, with other marks or a word around it too", () => {
			expect(spoken("where can I buy some bread, around here")).to.equal("");
			expect(spoken("Well, where can I buy some bread around here?")).to.equal("");
		});
		it("is withheld where it gives back one sentence of several", () => {
			expect(spoken("Do you sell bread here?", "Hi Mara. Do you sell bread here? I am hungry.")).to.equal("");
		});
		it("is not an answer that takes the words up", () => {
			const answer = "Where can you buy bread around here? At my own oven, of course.";
			expect(spoken(answer)).to.equal(answer);
		});
		it("is not a greeting that is returned", () => {
			expect(spoken("Hello!", "hello")).to.equal("Hello!");
		});
	});
};
