import { parseArgs } from "node:util";
import { FAULTS, FAULT_SCENARIO } from "./direct/fault-matrix.ts";
import { isRemoval, type Removal, REMOVAL_NAMES } from "./run/removals.ts";
import { type Scenario, SCENARIOS } from "../scenarios/index.ts";

/** What `npm run load` was asked to do. */
export type LoadRequest =
	| {
			readonly kind: "run";
			readonly scenario: Scenario;
			readonly seed: number;
			readonly minutes: number;
			readonly fps: number | undefined;
			readonly lookSeconds: number | undefined;
			readonly asJson: boolean;
			readonly isDirect: boolean;
			readonly withCost: boolean;
			readonly without: ReadonlyArray<Removal>;
	  }
	/** Plays the fault matrix, or the named part of it. */
	| {
			readonly kind: "faults";
			readonly faults: ReadonlyArray<string>;
			readonly seed: number;
			readonly asJson: boolean;
	  }
	| { readonly kind: "help" }
	| { readonly kind: "invalid"; readonly message: string };

const OPTIONS = {
	seed: { type: "string", default: "1" },
	minutes: { type: "string" },
	fps: { type: "string" },
	looks: { type: "string" },
	json: { type: "boolean", default: false },
	direct: { type: "boolean", default: false },
	cost: { type: "boolean", default: false },
	without: { type: "string", multiple: true },
	fault: { type: "string", multiple: true },
	help: { type: "boolean", short: "h", default: false },
} as const;

const scenarios = Object.values(SCENARIOS).map(({ name, about }) => `  ${name.padEnd(20)} ${about}`);

export const HELP = `Plays a scenario through the compiled place on the virtual clock and prints what it measured.

  npm run load -- <scenario> [--seed n] [--minutes m] [--direct] [--cost] [--without x]… [--json] [--fps n] [--looks s]

  --direct     without the gateway, straight to a fake of Letta Cloud
  --cost       measure what the place costs in time and memory; such a run is not repeatable to the last event
  --without x  as the place would be without its ${REMOVAL_NAMES.join(", ")}; may be given several times
  --fps n      frames a second of the world, 30 if not given: fewer make a long run of talk fast
  --looks s    seconds between two looks at the world, 0.1 if not given: latencies are as fine

${scenarios.join("\n")}

  npm run load -- ${FAULT_SCENARIO.name} [--fault name]… [--seed n] [--json]

  ${FAULT_SCENARIO.about}: ${Object.keys(FAULTS).join("; ")}
`;

/** Those that only the fault matrix, or only the other scenarios, look at. */
const FAULTS_ONLY = ["fault"] as const;
const SCENARIOS_ONLY = ["minutes", "fps", "looks", "direct", "cost", "without"] as const;

/** An option that would be ignored. */
function strayOption(name: string, values: Readonly<Record<string, unknown>>): string | undefined {
	const others = name === FAULT_SCENARIO.name ? SCENARIOS_ONLY : FAULTS_ONLY;
	return others.find((option) => values[option] !== undefined && values[option] !== false);
}

/** Reads the command line. */
export function parseLoadOptions(args: ReadonlyArray<string>): LoadRequest {
	const invalid = (message: string): LoadRequest => ({ kind: "invalid", message });
	let parsed;
	try {
		parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
	} catch (error) {
		return invalid((error as Error).message);
	}
	const { values, positionals } = parsed;
	if (values.help) return { kind: "help" };
	const [name, ...rest] = positionals;
	if (name === undefined || rest.length > 0) return invalid("name one scenario");
	const stray = strayOption(name, values);
	if (stray !== undefined) return invalid(`--${stray} says nothing of ${name}`);
	const seed = Number(values.seed);
	if (!Number.isSafeInteger(seed) || seed < 0) return invalid(`--seed ${values.seed}: not a whole number`);
	if (name === FAULT_SCENARIO.name) {
		const faults = values.fault ?? Object.keys(FAULTS);
		const unknown = faults.find((fault) => !Object.hasOwn(FAULTS, fault));
		if (unknown !== undefined)
			return invalid(`--fault ${unknown}: there are: ${Object.keys(FAULTS).join("; ")}`);
		return { kind: "faults", faults, seed, asJson: values.json };
	}
	if (!Object.hasOwn(SCENARIOS, name)) {
		return invalid(`${name}: no such scenario; there are: ${Object.keys(SCENARIOS).join(", ")}`);
	}
	const scenario = SCENARIOS[name]!;
	const minutes = Number(values.minutes ?? scenario.minutes);
	if (!(minutes > 0)) return invalid(`--minutes ${values.minutes}: not a number above 0`);
	const fps = values.fps === undefined ? undefined : Number(values.fps);
	if (fps !== undefined && !(fps >= 5 && fps <= 60)) return invalid(`--fps ${values.fps}: not from 5 to 60`);
	const lookSeconds = values.looks === undefined ? undefined : Number(values.looks);
	if (lookSeconds !== undefined && !(lookSeconds > 0)) {
		return invalid(`--looks ${values.looks}: not a number above 0`);
	}
	const { without = [] } = values;
	const unknown = without.find((removal) => !isRemoval(removal));
	if (unknown !== undefined) return invalid(`--without ${unknown}: there are: ${REMOVAL_NAMES.join(", ")}`);
	return {
		kind: "run",
		scenario,
		seed,
		minutes,
		fps,
		lookSeconds,
		asJson: values.json,
		isDirect: values.direct,
		withCost: values.cost,
		without: without.filter(isRemoval),
	};
}
