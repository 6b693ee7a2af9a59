import type { Progress } from "@townsfolk/simulator";
import { tableOfBytes, tableOfGains } from "./bytes.ts";
import { captureFrames } from "./capture.ts";
import { tableOfCpu } from "./cpu.ts";
import { loadZstd } from "./node-codecs.ts";

/** What real frames weigh, and what it costs to write and read them, in each codec. Markdown. */
export async function benchCodecs(progress: Progress): Promise<string> {
	await loadZstd();
	const small = await captureFrames(50, progress);
	const large = await captureFrames(500, progress);
	progress.phase("codecs");
	const running = [small.ops, large.ops, small.events, large.events];
	const bytes = tableOfBytes([small.start, large.start, ...running]);
	const gains = tableOfGains([small.start, small.ops, large.start, large.ops]);
	const cpu = await tableOfCpu(running);
	progress.done();
	return [
		"## codecs",
		"Bytes, kB a minute; of a start-up in all. In brackets the share of plain JSON.",
		bytes,
		"What gzip saves of requests' bodies, by their size:",
		gains,
		"CPU time for what a minute brings:",
		cpu,
	].join("\n\n");
}
