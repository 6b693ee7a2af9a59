import type { SeenBody, SeenPart } from "./town-bodies.ts";

/** Pixels of a stud. */
const SCALE = 34;
const COLUMN = 210;
const ROW = 350;
/** Where the ground is in a row. */
const GROUND = 252;
const EDGE = 20;
const LINE = 15;

const px = (value: number): string => (Math.round(value * 10) / 10).toString();

/** The front of a part: who looks at a body's face has its right at the left. */
function rectangle({ size, at, color }: SeenPart, x: number, lowest: number): string {
	const [width, height] = size;
	const left = x + (-at[0] - width / 2) * SCALE;
	const top = GROUND - (at[1] + height / 2 - lowest) * SCALE;
	return (
		`<rect x="${px(left)}" y="${px(top)}" width="${px(width * SCALE)}" height="${px(height * SCALE)}" ` +
		`fill="${color}" stroke="#0008" stroke-width="0.8"/>`
	);
}

function face({ size, at }: SeenPart, x: number, lowest: number): string {
	const middle = GROUND - (at[1] - lowest) * SCALE;
	const unit = size[1] * SCALE;
	const eye = (side: number) =>
		`<circle cx="${px(x + side * unit * 0.17)}" cy="${px(middle - unit * 0.08)}" r="${px(unit * 0.06)}"/>`;
	const mouth =
		`<path d="M${px(x - unit * 0.16)} ${px(middle + unit * 0.18)} q${px(unit * 0.16)} ${px(unit * 0.16)} ` +
		`${px(unit * 0.32)} 0" fill="none" stroke="#222" stroke-width="1.5"/>`;
	return `<g fill="#222">${eye(-1)}${eye(1)}${mouth}</g>`;
}

function text(x: number, y: number, words: string, style = ""): string {
	const safe = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
	return `<text x="${px(x)}" y="${px(y)}" text-anchor="middle"${style}>${safe}</text>`;
}

/** Parts of one colour by their names: `LeftUpperArm LeftLowerArm` is one line with one swatch. */
function colours(parts: ReadonlyArray<SeenPart>): Map<string, string[]> {
	const named = new Map<string, string[]>();
	for (const { color, name } of parts) {
		const kind = name.replace(/^(Left|Right) ?/, "").replace(/^(Upper|Lower)/, "");
		const kinds = named.get(color) ?? [];
		if (!kinds.includes(kind)) kinds.push(kind);
		named.set(color, kinds);
	}
	return named;
}

function swatches(parts: ReadonlyArray<SeenPart>, x: number): string {
	return [...colours(parts)]
		.map(([color, kinds], index) => {
			const y = GROUND + 34 + index * LINE;
			return (
				`<rect x="${px(x - 95)}" y="${px(y - 9)}" width="11" height="11" fill="${color}" stroke="#0006"/>` +
				`<text x="${px(x - 79)}" y="${px(y)}">${color} ${kinds.join(", ")}</text>`
			);
		})
		.join("\n");
}

function figure(body: SeenBody, index: number): string {
	const x = EDGE + COLUMN * (index + 0.5);
	const parts = body.parts.filter(({ transparency }) => transparency < 1);
	const lowest = Math.min(...parts.map(({ at, size }) => at[1] - size[1] / 2));
	// Parts that are as far in front but for a rounding error keep their order: no leg is over the torso, and the other under it.
	const front = ({ at, size }: SeenPart) => Math.round((at[2] - size[2] / 2) * 100);
	const byDepth = [...parts].sort((a, b) => front(b) - front(a));
	const head = parts.find(({ name }) => name === "Head");
	return [
		...byDepth.map((part) => rectangle(part, x, lowest)),
		head !== undefined && body.hasFace ? face(head, x, lowest) : "",
		text(x, GROUND - body.height * SCALE - 8, body.title, ' font-weight="bold"'),
		text(x, GROUND + 16, `${body.rig}, ${parts.length} parts, ${body.height.toFixed(2)} studs`),
		swatches(parts, x),
	].join("\n");
}

function row(caption: string, bodies: ReadonlyArray<SeenBody>, index: number): string {
	const width = COLUMN * bodies.length;
	return [
		`<g transform="translate(0 ${index * ROW})">`,
		`<text x="${EDGE}" y="20" font-weight="bold">${caption}</text>`,
		`<line x1="${EDGE}" y1="${GROUND}" x2="${EDGE + width}" y2="${GROUND}" stroke="#999"/>`,
		...bodies.map(figure),
		"</g>",
	].join("\n");
}

/** A picture of bodies from the front, in rows. */
export function drawBodies(
	rows: ReadonlyArray<readonly [caption: string, bodies: ReadonlyArray<SeenBody>]>,
): string {
	const widest = Math.max(...rows.map(([, bodies]) => bodies.length));
	const [width, height] = [EDGE * 2 + COLUMN * widest, ROW * rows.length + EDGE];
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
		`<rect width="${width}" height="${height}" fill="#f7f5f0"/>`,
		...rows.map(([caption, bodies], index) => row(caption, bodies, index)),
		"</svg>",
		"",
	].join("\n");
}
