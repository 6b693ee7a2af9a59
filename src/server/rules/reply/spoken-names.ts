/** The name without what tells it apart: `Alex (2)` is Alex, and `Mara (player)` Mara. */
function bareName(key: string): string {
	return key.gsub(" %(%d+%)$", "")[0].gsub(" %(player%)$", "")[0];
}

/**
 * Agents know namesakes as `Alex (2)` and `Mara (player)`. Nobody says that aloud.
 * @param keys the names by which the agent knows those around it
 */
export function withSpokenNames(text: string, keys: ReadonlyArray<string>): string {
	let spoken = text;
	// `Mara (player) (2)` before `Mara (player)`.
	const longestFirst = [...keys].sort((a, b) => a.size() > b.size());
	for (const key of longestFirst) {
		const name = bareName(key);
		if (name !== key) spoken = spoken.split(key).join(name);
	}
	return spoken;
}
