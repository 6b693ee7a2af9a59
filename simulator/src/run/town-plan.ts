import type { FieldZone, Town } from "../../scenarios/index.ts";

export type PlannedZone = FieldZone;

/** Beyond the outermost zone, and where there is none, studs. */
const MARGIN_STUDS = 200;

function grid({ zonesAcross, zoneStuds, gapStuds }: Extract<Town, { kind: "grid" }>): PlannedZone[] {
	const pitch = zoneStuds + gapStuds;
	const zones: PlannedZone[] = [];
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

export function layOut(town: Exclude<Town, { kind: "willowbrook" }>): ReadonlyArray<PlannedZone> {
	return town.kind === "grid" ? grid(town) : town.zones;
}

/** The side of a square of ground round the origin that holds all zones. */
export function groundAround(zones: ReadonlyArray<PlannedZone>): number {
	const reach = zones.map(({ center, size }) => Math.max(...center.map(Math.abs)) + Math.max(...size) / 2);
	return 2 * (Math.max(0, ...reach) + MARGIN_STUDS);
}
