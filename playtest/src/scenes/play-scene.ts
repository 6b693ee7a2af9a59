import type { Scene, SceneStep } from "./scene.ts";
import type { Reply, Stage } from "./stage.ts";

/** What is wrong with a reply as it was displayed; undefined when it is as it should be. */
export function faultOf(npc: string, reply: Reply): string | undefined {
	const { bubbles, windowLines, problem } = reply;
	if (problem !== undefined) return `${npc} did not answer: ${problem}`;
	if (bubbles.length === 0) return `${npc}'s answer was shown in no bubble`;
	const repeated = [bubbles, windowLines].flatMap((lines) =>
		lines.filter((line, i) => lines.indexOf(line) !== i),
	);
	if (repeated.length > 0) return `${npc}'s line was shown twice: ${repeated[0]}`;
	// A long line may be cut into more bubbles than window lines; the words are the same.
	if (bubbles.join(" ") === windowLines.join(" ")) return undefined;
	return `${npc}'s bubbles and window lines differ: “${bubbles.join(" ")}” and “${windowLines.join(" ")}”`;
}

async function playStep(stage: Stage, step: SceneStep): Promise<string | undefined> {
	if (step.kind === "walk") {
		const outcome = await stage.walkTo(step.to);
		if (outcome.kind === "arrived") return undefined;
		return outcome.kind === "unknown"
			? `there is no ${step.to} to walk to; there are ${outcome.known.join(", ")}`
			: `the walk to ${step.to} did not end`;
	}
	const watch = stage.listenTo(step.answeredBy);
	await stage.say(step.text);
	return faultOf(step.answeredBy, await watch.reply());
}

/**
 * Plays a scene to its end, whatever happens in it, or until `isOver`. Returns what went wrong, a sentence each; empty if
 * nothing.
 */
export async function playScene(
	stage: Stage,
	scene: Scene,
	isOver: () => boolean = () => false,
): Promise<string[]> {
	const problems: string[] = [];
	for (const step of scene.steps) {
		if (isOver()) break;
		const problem = await playStep(stage, step);
		if (problem !== undefined) problems.push(problem);
	}
	return problems;
}
