import { STATUS } from "server/constants/rules";

/** A status text takes this form; see `formatStatus`. */
const FORM = "^health: (%d+) | location: (.*) | current_action: (.*)$";

/** What the routines' names mean to a reader. An empty text: nothing worth a word. */
const ACTIONS = new Map([
	["Idle", ""],
	["Dead", ""],
	["Talk", "talking"],
	["Wander", "strolling about"],
	["Patrol", "on your round"],
	["Return home", "on your way home"],
]);

const HEALTH = ["dead", "badly hurt", "hurt", "well"];

function healthWord(percent: number): string {
	return HEALTH[STATUS.healthThresholds.filter((threshold) => percent >= threshold).size()];
}

/** `the Cafe`, but `Bram's Forge` and `The Anchor`. */
function withArticle(name: string): string {
	const isOwned = name.find("'s ", 1, true)[0] !== undefined || name.find("’s ", 1, true)[0] !== undefined;
	return isOwned || name.lower().sub(1, 4) === "the " ? name : `the ${name}`;
}

function placeWords(location: string): string {
	if (location === "Outdoors") return "outdoors";
	const [near] = location.match("^near (.+)$");
	return near === undefined ? `at ${withArticle(location)}` : `near ${withArticle(near as string)}`;
}

/** A status text in words: `at the Cafe, well, talking`. A text of another form stays as it is. */
export function statusWords(status: string): string {
	const [health, location, action] = status.match(FORM);
	if (health === undefined) return status;
	const plain = (value: unknown) => (value as string).gsub("\\(.)", "%1")[0];
	const doing = ACTIONS.get(plain(action)) ?? plain(action).lower();
	const parts = [placeWords(plain(location)), healthWord(tonumber(health) ?? 0), doing];
	return parts.filter((part) => part !== "").join(", ");
}
