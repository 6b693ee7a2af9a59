import { createWorld } from "@townsfolk/headless";
import { PROJECT_FILE } from "../project-file.ts";

/** The place's own rules of talk, run as they are compiled. */
export interface PlaceRules {
	/** The text of an NPC's persona block. */
	readonly character: (input: CharacterInput) => Promise<string>;
	readonly turnContent: (input: TurnInput) => Promise<string>;
	/** What an NPC's gate makes of a reply, a verdict for each sentence. */
	readonly hear: (reply: HeardReply) => Promise<ReadonlyArray<Verdict>>;
	readonly close: () => Promise<void>;
}

export interface Resident {
	readonly displayName: string;
	/** A location's name. */
	readonly home: string;
}

export interface CharacterInput {
	readonly npc: Resident & { readonly persona: string };
	/** The text of `Examples` in the definition. */
	readonly examples: string;
	readonly people: ReadonlyArray<Resident>;
	readonly locations: ReadonlyArray<string>;
}

/** As `buildTurnContent` takes it. */
export interface TurnInput {
	readonly name: string;
	readonly status: string;
	readonly company: ReadonlyArray<{
		readonly name: string;
		readonly kind: "npc" | "player";
		readonly appearance: string;
	}>;
	readonly events: ReadonlyArray<string>;
	readonly lines: ReadonlyArray<{
		readonly speaker: string;
		readonly text: string;
		readonly secondsAgo?: number;
		readonly wakes: boolean;
	}>;
}

export interface HeardReply {
	readonly npcId: string;
	readonly displayName: string;
	/** Of NPCs and players. */
	readonly others: ReadonlyArray<string>;
	readonly heard: ReadonlyArray<{ readonly speaker: string; readonly text: string }>;
	/** What the agent was given to read. */
	readonly known: ReadonlyArray<string>;
	readonly turnId: string;
	readonly sentences: ReadonlyArray<string>;
	/** Seconds. */
	readonly now: number;
}

/** `text` is what players see of the sentence. */
export type Verdict =
	{ readonly kind: "shown"; readonly text: string } | { readonly kind: "withheld"; readonly reason: string };

const SETUP = `
local server = game:GetService("ServerScriptService").TS
local rules = server.rules
local replies = require(rules.reply["reply-gate"])
local names = require(rules.reply["reply-names"])
local HeardLines = require(rules.reply["heard-lines"]).HeardLines
local KnownTexts = require(rules.reply["known-texts"]).KnownTexts
local SpeechGate = require(rules.talk["speech-gate"]).SpeechGate
local character = require(rules.talk.character)
local gates = {}

local function withheld(reason)
	return { kind = "withheld", reason = reason }
end

local function hear(reply)
	local gate = gates[reply.npcId] or SpeechGate.new()
	gates[reply.npcId] = gate
	local context = {
		names = names.replyNames(reply.displayName, reply.others, names.TownNames.new({})),
		heard = HeardLines.new(reply.heard),
		known = { KnownTexts.new(unpack(reply.known)) },
	}
	local state = replies.NEW_REPLY
	local verdicts = {}
	for index, sentence in reply.sentences do
		local step = replies.stepReply(state, sentence, context)
		state = step.state
		if step.retracts then
			for before = 1, index - 1 do
				verdicts[before] = withheld("thought")
			end
		end
		verdicts[index] = if step.text == nil then withheld(step.fault) else { kind = "shown", text = step.text }
	end
	for index, verdict in verdicts do
		if verdict.kind == "shown" then
			local utterance = { text = verdict.text, turnId = reply.turnId, playersInEarshot = 1 }
			local decision = gate:check(utterance, reply.now)
			if decision.kind == "withhold" then
				verdicts[index] = withheld(decision.reason)
			end
		end
	end
	return verdicts
end

_G.eval = {
	character = function(input)
		local npc = input.npc
		npc.examples = require(server.config["npc-examples"]).parseExamples(input.examples).examples
		local people = character.TownPeople.new(input.people, input.locations)
		return character.characterText(npc, people)
	end,
	turnContent = require(rules.talk["turn-content"]).buildTurnContent,
	hear = hear,
}`;

/** Luau's long brackets hold JSON as it is, whatever is in it. */
function longBracket(text: string): string {
	let level = "=";
	while (text.includes(`]${level}]`)) level += "=";
	return `[${level}[${text}]${level}]`;
}

/** Boots the place without starting it. */
export async function openPlaceRules(): Promise<PlaceRules> {
	const world = await createWorld({ projectFile: PROJECT_FILE, clock: "virtual" });
	await world.evaluate("server", SETUP);
	const call = (name: string, input: unknown) =>
		world.evaluate(
			"server",
			`return _G.eval.${name}(game:GetService("HttpService"):JSONDecode(${longBracket(JSON.stringify(input))}))`,
		);
	return {
		character: async (input) => String(await call("character", input)),
		turnContent: async (input) => String(await call("turnContent", input)),
		// An empty table comes back as an empty object.
		hear: async (reply) =>
			reply.sentences.length === 0 ? [] : ((await call("hear", reply)) as ReadonlyArray<Verdict>),
		close: () => world.shutdown(),
	};
}
