import { parseArgs } from "node:util";

/** What `npm run rounds` was asked to do. */
export type RoundsRequest =
	| {
			readonly kind: "run";
			readonly minutes: number;
			readonly npcs: number;
			/** Where the picture goes; undefined: nowhere. */
			readonly svg: string | undefined;
	  }
	| { readonly kind: "help" }
	| { readonly kind: "invalid"; readonly message: string };

export const HELP = `npm run rounds [-- options]

Walks NPCs from every location of the demo town to every other, with the place's own walking, on the virtual clock. Every other
NPC has an R6 body. Exits 1 if one got stuck or left the town, or if no walk ended.

--minutes N   of the world; default 60
--npcs N      default 5
--svg FILE    writes the town from above, with a way from each location to each other
`;

const OPTIONS = {
	minutes: { type: "string", default: "60" },
	npcs: { type: "string", default: "5" },
	svg: { type: "string" },
	help: { type: "boolean", short: "h", default: false },
} as const;

/** Reads the command line. */
export function parseRoundsOptions(args: ReadonlyArray<string>): RoundsRequest {
	const invalid = (message: string): RoundsRequest => ({ kind: "invalid", message });
	let values;
	try {
		({ values } = parseArgs({ args: [...args], options: OPTIONS, strict: true }));
	} catch (error) {
		return invalid((error as Error).message);
	}
	if (values.help) return { kind: "help" };
	const [minutes, npcs] = [Number(values.minutes), Number(values.npcs)];
	if (!(minutes > 0)) return invalid(`--minutes ${values.minutes}: not a number above 0`);
	if (!(Number.isInteger(npcs) && npcs > 0))
		return invalid(`--npcs ${values.npcs}: not a whole number above 0`);
	return { kind: "run", minutes, npcs, svg: values.svg };
}
