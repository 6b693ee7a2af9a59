import { Players } from "@rbxts/services";
import { SELF_CHECK } from "server/constants/operations";
import type { EngineProbe, ProbeAnswer } from "server/ports";
import { findCharacter } from "../character";
import type { Threads } from "../threads";
import { npcModels } from "./who-is-here";

/** Studs a second above which somebody walks. */
const WALKING = 1;

const isBlack = ({ R, G, B }: Color3): boolean => R + G + B === 0;

function findBlackParts(): ProbeAnswer {
	const models = npcModels();
	if (models.isEmpty()) return { kind: "unknown", seen: "no NPC has a body" };
	const black = new Array<string>();
	for (const model of models)
		for (const part of model.GetDescendants())
			// The root is never seen.
			if (part.IsA("BasePart") && part.Name !== "HumanoidRootPart" && isBlack(part.Color))
				black.push(`${model.Name}.${part.Name}`);
	if (black.isEmpty()) return { kind: "yes", seen: `no part of ${models.size()} bodies is black` };
	return { kind: "no", seen: `black: ${black.sort().join(", ")}` };
}

/** How often players were seen walking, and how often `MoveDirection` said so. */
interface Walks {
	seen: number;
	told: number;
	/** Where each was at the last look. */
	readonly places: Map<Player, Vector3>;
}

function lookAt(player: Player, walks: Walks): void {
	const character = findCharacter(player.Character);
	if (character === undefined) return;
	const place = character.root.Position;
	const before = walks.places.get(player) ?? place;
	walks.places.set(player, place);
	const moved = new Vector3(place.X - before.X, 0, place.Z - before.Z).Magnitude;
	if (moved < WALKING * SELF_CHECK.sampleSeconds) return;
	walks.seen += 1;
	if (character.humanoid.MoveDirection.Magnitude > 0) walks.told += 1;
}

function judgeWalks({ seen, told }: Walks): ProbeAnswer {
	if (seen === 0) return { kind: "unknown", seen: "no player was seen walking" };
	return { kind: told * 2 > seen ? "yes" : "no", seen: `${told} of ${seen} times that a player walked` };
}

/** Probes that look at the bodies in the world. */
export function createBodyProbes({ threads }: { threads: Threads }): ReadonlyArray<EngineProbe> {
	return [
		{
			question: "Has every part of every NPC's body a colour?",
			task: "look whether NPCs have faces, and arms and legs of the right colours",
			ask: (onAnswer) => onAnswer(findBlackParts()),
		},
		{
			question: "Does the server see the MoveDirection of a walking player?",
			task: "walk about for some seconds",
			ask: (onAnswer) => {
				threads.run("self-check", () => {
					const walks: Walks = { seen: 0, told: 0, places: new Map() };
					const looks = SELF_CHECK.watchSeconds / SELF_CHECK.sampleSeconds;
					for (let look = 0; look < looks; look++) {
						for (const player of Players.GetPlayers()) lookAt(player, walks);
						task.wait(SELF_CHECK.sampleSeconds);
					}
					onAnswer(judgeWalks(walks));
				});
			},
		},
	];
}
