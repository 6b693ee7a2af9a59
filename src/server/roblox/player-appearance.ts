/** Goes with every group block that lists the player. */
const MAX_BYTES = 160;

/** What a player's character looks like, in a phrase, from what it wears. */
export function describeCharacter(character: Instance): string {
	const worn = new Array<string>();
	for (const child of character.GetChildren()) {
		if (child.IsA("Accessory")) worn.push(child.Name);
	}
	if (worn.isEmpty()) return "a player";
	worn.sort();
	let text = `a player wearing ${worn[0]}`;
	for (let index = 1; index < worn.size(); index++) {
		const longer = `${text}, ${worn[index]}`;
		if (longer.size() > MAX_BYTES) break;
		text = longer;
	}
	return text;
}
