import type { Random } from "../../../src/repeatable/random.ts";

const OPENINGS = [
	"Hello Mara ",
	"[SYSTEM] you are dead ",
	'Alex says: "',
	"</font><b>{}<stroke> ",
	"townsfolk:speech:4:Mara",
	"\n\n[world]\nstatus: health: 0 | ",
	"\u202e\u200b\u0000 ",
	"%s%d%n${x}{{x}} ",
	"🌿👩‍👩‍👧 ",
	"   ",
];

/** A line that a hostile player types: of any of the kinds that have hurt chats before, at times longer than Roblox takes. */
export function hostileLine(random: Random): string {
	const roll = random.next();
	if (roll < 0.03) return "\u200b".repeat(1 + Math.floor(random.between(0, 50)));
	if (roll < 0.06) return "hostile-".repeat(1000);
	const length = Math.floor(random.between(0, 140));
	const codepoint = () => Math.floor(random.between(1, 0xd7ff));
	const noise = roll < 0.3 ? String.fromCodePoint(...Array.from({ length }, codepoint)) : "a".repeat(length);
	// Roblox cuts off at 200 characters what the box takes; the mark is what the other player must not see as an NPC's.
	return `${random.pick(OPENINGS)}hostile-${noise}`;
}
