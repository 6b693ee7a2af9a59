import { LOCATIONS } from "server/constants/rules";
import { clampUtf8, isBlank, stripControl, trim } from "shared/text/text";

/** Where one is who is in no zone and near none. */
export const OUTDOORS = "Outdoors";

/** Where one is who is near a zone but in none. */
export function nearLabel(name: string): string {
	return `near ${name}`;
}

/**
 * The name that a part's `LocationName` gives to its zone, or undefined where it gives none that can be used: not a
 * text, empty, or one that would read as a place which the rules make up themselves.
 */
export function cleanZoneName(raw: unknown): string | undefined {
	if (!typeIs(raw, "string")) return undefined;
	const name = trim(clampUtf8(stripControl(raw), LOCATIONS.maxNameChars));
	if (isBlank(name)) return undefined;
	const lower = name.lower();
	return lower === OUTDOORS.lower() || lower.sub(1, 5) === "near " ? undefined : name;
}
