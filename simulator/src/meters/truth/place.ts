import type { TrueEntity, TrueZone } from "../ground-truth.ts";
import { RULES } from "./rules.ts";

interface Bearing {
	readonly name: string;
	readonly volume: number;
	/** Studs to the zone from outside; 0 inside. */
	readonly outside: number;
	/** Studs to its edge from inside; 0 outside. */
	readonly depth: number;
}

function bearing(zone: TrueZone, { x, y, z }: TrueEntity): Bearing {
	const beyond = [x, y, z].map((value, axis) => Math.abs(value - zone.center[axis]!) - zone.size[axis]! / 2);
	const outside = Math.hypot(...beyond.map((value) => Math.max(0, value)));
	const volume = zone.size[0] * zone.size[1] * zone.size[2];
	return { name: zone.name, volume, outside, depth: Math.max(0, -Math.max(...beyond)) };
}

/** Whether a status may name `location` for where `entity` stands. On an edge, more than one name is right. */
export function mayBeCalled(location: string, entity: TrueEntity, zones: ReadonlyArray<TrueZone>): boolean {
	const bearings = zones.map((zone) => bearing(zone, entity));
	const inside = bearings.filter(({ depth }) => depth >= RULES.enterStuds);
	if (location === "Outdoors") return bearings.every(({ outside }) => outside > RULES.nearStuds);
	if (location.startsWith("near ")) {
		const there = bearings.find(({ name }) => `near ${name}` === location);
		if (there === undefined || inside.length > 0) return false;
		const nearest = Math.min(...bearings.map(({ outside }) => outside));
		return there.outside <= RULES.nearStuds + RULES.leaveStuds && there.outside <= nearest + RULES.leaveStuds;
	}
	const there = bearings.find(({ name }) => name === location);
	if (there === undefined || there.outside > RULES.leaveStuds) return false;
	return there.outside > 0 || inside.every(({ volume }) => volume >= there.volume);
}
