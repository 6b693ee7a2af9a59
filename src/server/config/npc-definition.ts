import { WIRE_LIMITS } from "server/constants/wire";
import type { NpcDefinition } from "server/ports";
import { didYouMean } from "shared/text/nearest";
import { charCount, trim } from "shared/text/text";
import { parseExamples } from "./npc-examples";
import { LOOK_ATTRIBUTES, parseLook } from "./npc-look";
import { parseRoutine } from "./npc-routine";

/** A child of `ServerStorage.Npcs`, unchecked. */
export interface RawNpcDefinition {
	readonly npcId: string;
	readonly attributes: ReadonlyMap<string, unknown>;
	/** The value of the `Persona` StringValue. */
	readonly persona?: string;
	/** The value of the `Examples` StringValue. */
	readonly examples?: string;
}

export type NpcDefinitionResult =
	| { readonly kind: "ok"; readonly definition: NpcDefinition }
	/** Names the NPC and everything that is wrong with it. */
	| { readonly kind: "invalid"; readonly message: string };

/** A player's display name has at most 20 characters. An NPC's may include a title. Less than `maxDisplayNameChars`. */
const MAX_NAME_BYTES = 60;
/** Every group block that lists the NPC contains its appearance. */
const MAX_APPEARANCE_BYTES = 300;

const ATTRIBUTES: ReadonlyArray<string> = [
	"Appearance",
	"Behaviour",
	"DisplayName",
	"FallbackLines",
	"Home",
	"Talkativeness",
	"WanderRadius",
	...LOOK_ATTRIBUTES,
].sort();

const DEFAULT_TALKATIVENESS = 0.5;

/** JSON cannot carry broken UTF-8, and no back end stores a NUL. */
function encodingProblem(name: string, value: string): ReadonlyArray<string> {
	const isWhole = utf8.len(value)[1] === undefined && value.find("\0", 1, true)[0] === undefined;
	return isWhole ? [] : [`${name} holds a NUL or bytes that are not UTF-8`];
}

function idProblems(npcId: string): ReadonlyArray<string> {
	const { maxIdChars } = WIRE_LIMITS;
	// The id becomes part of the agent's tags, and of file names on the back end.
	if (npcId.match("^[%w_%-]+$")[0] === undefined) return ["an id is made of letters, digits, _ and -"];
	return npcId.size() > maxIdChars ? [`an id has at most ${maxIdChars} characters`] : [];
}

function personaProblems(persona: string): ReadonlyArray<string> {
	const { maxPersonaChars } = WIRE_LIMITS;
	if (persona === "") return ["a StringValue called Persona has to say who it is"];
	const chars = charCount(persona);
	const tooLong = `Persona has ${chars} characters, and at most ${maxPersonaChars} are allowed`;
	return [...encodingProblem("Persona", persona), ...(chars > maxPersonaChars ? [tooLong] : [])];
}

function unknownAttributes(attributes: ReadonlyMap<string, unknown>): ReadonlyArray<string> {
	const problems = new Array<string>();
	for (const [key] of attributes) {
		if (!ATTRIBUTES.includes(key))
			problems.push(
				`there is no attribute ${key}${didYouMean(key, ATTRIBUTES)}, allowed are ${ATTRIBUTES.join(", ")}`,
			);
	}
	return problems.sort();
}

/** Checks one NPC's definition. An NPC without `FallbackLines` says plain lines of ours instead. */
export function parseNpcDefinition(raw: RawNpcDefinition): NpcDefinitionResult {
	const problems = [...unknownAttributes(raw.attributes)];

	const text = (key: string, maxBytes: number): string => {
		const value = raw.attributes.get(key);
		const trimmed = typeIs(value, "string") ? trim(value) : "";
		if (trimmed === "") problems.push(`attribute ${key} has to be a text that is not empty`);
		for (const problem of encodingProblem(`attribute ${key}`, trimmed)) problems.push(problem);
		if (trimmed.size() > maxBytes) problems.push(`attribute ${key} is longer than ${maxBytes} bytes`);
		return trimmed;
	};

	const persona = trim(raw.persona ?? "");
	for (const problem of [...idProblems(raw.npcId), ...personaProblems(persona)]) problems.push(problem);
	const fallbackLines = raw.attributes.get("FallbackLines") ?? "";
	if (!typeIs(fallbackLines, "string"))
		problems.push("attribute FallbackLines has to be lines separated by |");
	for (const problem of encodingProblem("attribute FallbackLines", tostring(fallbackLines)))
		problems.push(problem);
	const talkativeness = raw.attributes.get("Talkativeness") ?? DEFAULT_TALKATIVENESS;
	const isTalkativeness = typeIs(talkativeness, "number") && talkativeness >= 0 && talkativeness <= 1;
	if (!isTalkativeness) problems.push("attribute Talkativeness has to be a number from 0 to 1");
	const { routine, problems: routineProblems } = parseRoutine(raw.attributes);
	const { examples, problems: exampleProblems } = parseExamples(raw.examples ?? "");
	const { look, problems: lookProblems } = parseLook(raw.attributes);
	for (const problem of [...routineProblems, ...exampleProblems, ...lookProblems]) problems.push(problem);

	const definition: NpcDefinition = {
		npcId: raw.npcId,
		displayName: text("DisplayName", MAX_NAME_BYTES),
		persona,
		examples,
		appearance: text("Appearance", MAX_APPEARANCE_BYTES),
		home: text("Home", MAX_NAME_BYTES),
		fallbackLines: tostring(fallbackLines)
			.split("|")
			.map(trim)
			.filter((line) => line !== ""),
		talkativeness: isTalkativeness ? talkativeness : DEFAULT_TALKATIVENESS,
		routine,
		look,
	};
	if (!problems.isEmpty()) return { kind: "invalid", message: `NPC "${raw.npcId}": ${problems.join("; ")}` };
	return { kind: "ok", definition: table.freeze(definition) };
}
