/** One line of a panel: points of time (Unix seconds) and value. */
export interface Series {
	readonly name: string;
	readonly points: ReadonlyArray<readonly [time: number, value: number]>;
}

export interface PanelData {
	readonly title: string;
	/** `s` for seconds; anything else is a plain number. */
	readonly unit: string;
	readonly series: ReadonlyArray<Series>;
}

export interface TimeRange {
	readonly from: number;
	readonly to: number;
}

const COLUMNS = 3;
const WIDTH = 380;
const HEIGHT = 220;
const PLOT = { left: 44, top: 34, width: 320, height: 120 };
const COLOURS = ["#2f6fde", "#e07b39", "#3a9a5b", "#b8478f", "#8a6d3b", "#5b5bd6", "#c23b3b", "#4aa3a3"];
const LEGEND_PER_ROW = 3;

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function text(x: number, y: number, words: string, more = ""): string {
	return `<text x="${x}" y="${y}" ${more}>${escape(words)}</text>`;
}

/** The next round number, so that the axis ends on one. */
function ceiling(value: number): number {
	if (value <= 0) return 1;
	const power = 10 ** Math.floor(Math.log10(value));
	return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999)!;
}

/** A line breaks where Prometheus has no value. */
function pathOf(points: Series["points"], { from, to }: TimeRange, highest: number): string {
	let path = "";
	let isOpen = false;
	for (const [time, value] of points) {
		if (!Number.isFinite(value)) {
			isOpen = false;
			continue;
		}
		const x = PLOT.left + ((time - from) / (to - from)) * PLOT.width;
		const y = PLOT.top + PLOT.height - (value / highest) * PLOT.height;
		path += `${isOpen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
		isOpen = true;
	}
	return path;
}

/** Short enough for the space beside the plot. */
function labelOf(value: number): string {
	const round = (number: number) => `${Number(number.toPrecision(3))}`;
	return value >= 1000 ? `${round(value / 1000)}k` : round(value);
}

function drawAxes({ unit }: PanelData, highest: number, { from, to }: TimeRange): string[] {
	const lines = [0, 0.5, 1].map((share) => {
		const y = PLOT.top + PLOT.height * (1 - share);
		const label = `${labelOf(highest * share)}${unit === "s" ? " s" : ""}`;
		return [
			`<line x1="${PLOT.left}" y1="${y}" x2="${PLOT.left + PLOT.width}" y2="${y}" stroke="#ddd"/>`,
			text(PLOT.left - 5, y + 4, label, 'text-anchor="end" font-size="10" fill="#666"'),
		].join("");
	});
	const seconds = `${Math.round(to - from)} s`;
	const style = 'text-anchor="end" font-size="10" fill="#666"';
	return [...lines, text(PLOT.left + PLOT.width, PLOT.top + PLOT.height + 14, seconds, style)];
}

function drawLegend(series: ReadonlyArray<Series>): string[] {
	return series.map(({ name }, index) => {
		const x = PLOT.left + (index % LEGEND_PER_ROW) * 110;
		const y = PLOT.top + PLOT.height + 28 + Math.floor(index / LEGEND_PER_ROW) * 13;
		const colour = COLOURS[index % COLOURS.length]!;
		return `<rect x="${x}" y="${y - 8}" width="9" height="9" fill="${colour}"/>${text(x + 13, y, name, 'font-size="10"')}`;
	});
}

function drawPanel(panel: PanelData, index: number, range: TimeRange): string {
	const x = (index % COLUMNS) * WIDTH;
	const y = Math.floor(index / COLUMNS) * HEIGHT;
	// A line of zeros says nothing that its absence does not.
	const series = panel.series.filter(({ points }) => points.some(([, value]) => value > 0)).slice(0, 9);
	const values = series.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
	const highest = ceiling(Math.max(0, ...values));
	const lines = series.map(
		({ points }, number) =>
			`<path d="${pathOf(points, range, highest)}" fill="none" stroke="${COLOURS[number % COLOURS.length]}" stroke-width="1.6"/>`,
	);
	return [
		`<g transform="translate(${x} ${y})">`,
		`<rect x="4" y="4" width="${WIDTH - 8}" height="${HEIGHT - 8}" rx="4" fill="#fff" stroke="#ccc"/>`,
		text(14, 22, panel.title, 'font-weight="bold"'),
		...drawAxes(panel, highest, range),
		...lines,
		...drawLegend(series),
		"</g>",
	].join("\n");
}

/** The dashboard's panels as one SVG. */
export function drawDashboard(panels: ReadonlyArray<PanelData>, range: TimeRange): string {
	const height = Math.ceil(panels.length / COLUMNS) * HEIGHT;
	const drawn = panels.map((panel, index) => drawPanel(panel, index, range)).join("\n");
	const width = COLUMNS * WIDTH;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
		`<rect width="${width}" height="${height}" fill="#f4f4f4"/>`,
		drawn,
		"</svg>\n",
	].join("\n");
}
