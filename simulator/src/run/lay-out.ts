import type { FieldZone, Layout } from "../../scenarios/index.ts";

/** Ground beyond the outermost zone, studs. */
const MARGIN_STUDS = 200;

function grid({ zonesAcross, zoneStuds, gapStuds }: Extract<Layout, { kind: "grid" }>): FieldZone[] {
	const pitch = zoneStuds + gapStuds;
	const zones: FieldZone[] = [];
	for (let row = 0; row < zonesAcross; row++) {
		for (let column = 0; column < zonesAcross; column++) {
			const at = (index: number) => (index - (zonesAcross - 1) / 2) * pitch;
			zones.push({
				name: `Square ${row + 1}-${column + 1}`,
				center: [at(column), at(row)],
				size: [zoneStuds, zoneStuds],
			});
		}
	}
	return zones;
}

/** The zones of a layout. */
export function layOut(layout: Exclude<Layout, { kind: "willowbrook" }>): ReadonlyArray<FieldZone> {
	return layout.kind === "grid" ? grid(layout) : layout.zones;
}

/** The side, in studs, of a square of ground round the origin that holds all zones. */
export function groundAround(zones: ReadonlyArray<FieldZone>): number {
	const reach = zones.map(({ center, size }) => Math.max(...center.map(Math.abs)) + Math.max(...size) / 2);
	return 2 * (Math.max(0, ...reach) + MARGIN_STUDS);
}
