import { join } from "node:path";
import { createWorld } from "@townsfolk/headless";
import type { GroundTruth } from "../meters/ground-truth.ts";
import { RequestMeter, type RequestRates } from "../meters/request-meter.ts";
import { createNaiveDemand, NAIVE_CLASSES } from "./naive-demand.ts";

/** What the naive client would have sent in the same run, and how much of that Roblox would have let pass. */
export interface NaiveCounts {
	/** As it wants to send them. */
	readonly demanded: RequestRates;
	readonly total: number;
	/** Refused by the engine's limit of 500 a minute and lost: the naive client does not send again. */
	readonly refused: number;
	/** Requests that passed in the busiest minute, by the engine's count. */
	readonly busiestMinute: number;
}

/** A second game server that sees the same world and sends every request at once. */
export interface NaiveClient {
	/** Call it at even intervals of `lookSeconds`. */
	readonly look: (truth: GroundTruth) => Promise<void>;
	/** Somebody said something, by display name. */
	readonly line: (speaker: string) => void;
	/** Of the time from `from` to `to`, seconds of the place's world. */
	readonly counts: (from: number, to: number) => NaiveCounts;
	readonly close: () => Promise<void>;
}

const PROJECT_FILE = join(import.meta.dirname, "naive.project.json");

/** Fires requests at once, each in a thread of its own. */
const fire = (count: number) => `
local HttpService = game:GetService("HttpService")
for _ = 1, ${count} do
	task.spawn(function()
		pcall(HttpService.RequestAsync, HttpService, { Url = "https://api.letta.com/", Method = "POST", Body = "{}" })
	end)
end`;

export async function createNaiveClient(lookSeconds: number): Promise<NaiveClient> {
	const demand = createNaiveDemand();
	const meter = new RequestMeter(NAIVE_CLASSES);
	let refused = 0;
	let busiestMinute = 0;
	let total = 0;
	// One frame for each look, so that its clock keeps step with the place's.
	const world = await createWorld({
		projectFile: PROJECT_FILE,
		clock: "virtual",
		http: async () => ({ status: 200 }),
		waitForHttp: false,
		stepSeconds: lookSeconds,
	});
	world.on("httpUse", (use) => {
		refused += use.refused;
		busiestMinute = Math.max(busiestMinute, use.inMinute);
	});
	await world.start();
	return {
		line: demand.line,
		look: async (truth) => {
			const due = demand.look(truth);
			total += due.length;
			for (const requestClass of due) meter.add(requestClass, truth.at);
			if (due.length === 0) await world.step();
			else await world.evaluate("server", fire(due.length));
		},
		counts: (from, to) => ({ demanded: meter.rates(from, to), total, refused, busiestMinute }),
		close: world.shutdown,
	};
}
