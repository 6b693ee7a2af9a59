/**
 * What an NPC is told of a player who asks it to talk without a line.
 *
 * @param goesOn they are in the middle of a talk
 * @param mayChat undefined: nobody knows
 */
export function approachEvent(name: string, goesOn: boolean, mayChat: boolean | undefined): string {
	const what = goesOn ? "wants to hear more from you" : "has come up to you and wants to talk";
	const task = goesOn ? "go on" : "say hello in a few words";
	if (mayChat !== false) return `${name} ${what}; ${task}`;
	return `${name} ${what}, but cannot speak; ${task}, tell something, and ask nothing`;
}
