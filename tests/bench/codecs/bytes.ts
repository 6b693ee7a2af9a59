import { table } from "@townsfolk/simulator";
import type { FrameSet } from "./capture.ts";
import { FORMATS, LAYERS } from "./node-codecs.ts";

type Format = keyof typeof FORMATS;

const PACKINGS = ["", "gzip", "zstd"] as const;
const CARRIERS = ["", "base64"] as const;

function bytesOf(text: string, format: Format, layers: ReadonlyArray<keyof typeof LAYERS | "">): number {
	let bytes = FORMATS[format].write(JSON.parse(text));
	for (const layer of layers) if (layer !== "") bytes = LAYERS[layer].write(bytes);
	return bytes.length;
}

/** Markdown: what each way to write them makes of the frames, kB a minute (of a start-up: in all) and the share of plain JSON. */
export function tableOfBytes(sets: ReadonlyArray<FrameSet>): string {
	const total = ({ frames }: FrameSet, format: Format, ...layers: Array<keyof typeof LAYERS | "">) =>
		frames.reduce((sum, text) => sum + bytesOf(text, format, layers), 0);
	const plain = sets.map((set) => total(set, "JSON"));
	const rows = (Object.keys(FORMATS) as Format[]).flatMap((format) =>
		CARRIERS.flatMap((carrier) =>
			PACKINGS.map((packing) => [
				[format, packing, carrier].filter((part) => part !== "").join(", "),
				...sets.map((set, index) => {
					const bytes = total(set, format, packing, carrier);
					const percent = Math.round((100 * bytes) / plain[index]!);
					return `${(bytes / 1000 / set.minutes).toFixed(1)} (${percent} %)`;
				}),
			]),
		),
	);
	return table(["kB", ...sets.map(({ name }) => name)], rows);
}

/** By size of the frame as JSON, bytes. */
const BORDERS = [256, 512, 1024, 2048, 4096, Infinity];

/** Markdown: what gzip saves of the ops' frames, by their size. It says from which size on it pays. */
export function tableOfGains(sets: ReadonlyArray<FrameSet>): string {
	const frames = sets.flatMap((set) => set.frames);
	const rows = BORDERS.map((border, index) => {
		const from = index === 0 ? 0 : BORDERS[index - 1]!;
		const within = frames.filter((text) => text.length >= from && text.length < border);
		const before = within.reduce((sum, text) => sum + bytesOf(text, "JSON", []), 0);
		const after = within.reduce((sum, text) => sum + bytesOf(text, "JSON", ["gzip"]), 0);
		return [
			border === Infinity ? `${from} and more` : `${from} to ${border - 1}`,
			String(within.length),
			`${(before / 1000).toFixed(1)} kB`,
			`${(after / 1000).toFixed(1)} kB`,
			within.length === 0 ? "" : `${Math.round((before - after) / within.length)} bytes`,
		];
	});
	return table(["bytes of JSON", "frames", "plain", "gzip", "saved, a frame"], rows);
}
