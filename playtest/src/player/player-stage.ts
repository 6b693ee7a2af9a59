import { setTimeout as sleep } from "node:timers/promises";
import type { PlayerHandle, World } from "@townsfolk/headless";
import { PACING } from "../../../src/server/constants/rules.ts";
import type { MindReport } from "../../../src/server/operations/minds-report.ts";
import { TurnFollower } from "../minds/turn-follower.ts";
import type { DefinedNpc } from "../parts/world-part.ts";
import { createReplyWatch } from "../scenes/reply-watch.ts";
import type { FedReplyWatch } from "../scenes/reply-watch.ts";
import type { Stage } from "../scenes/stage.ts";
import type { ShownLine } from "./shown-line.ts";
import { SURVEY_SOURCE } from "./survey.ts";
import type { Survey } from "./survey.ts";
import { PRESS_TALK_SOURCE } from "./talk-prompt.ts";
import { Walks } from "./walks.ts";

const REPLY_TIMEOUT_SECONDS = 60;
const REPLY_SETTLE_SECONDS = 0.8;
/** Between two questions to the place for an NPC's turns, while somebody waits for its reply. */
const TURN_POLL_SECONDS = 0.2;

/** As NPCs speak: the next sentence comes when this one has been read. */
function paceSeconds(text: string): number {
	const { baseSeconds, charsPerSecond, minSeconds, maxSeconds } = PACING;
	return Math.min(maxSeconds, Math.max(minSeconds, baseSeconds + text.length / charsPerSecond));
}

export interface PlayerStageDeps {
	readonly world: Pick<World, "evaluate">;
	readonly player: PlayerHandle;
	readonly npcs: ReadonlyArray<DefinedNpc>;
	/** Asks the place about the minds of these NPCs. */
	readonly askMinds: (npcIds: ReadonlyArray<string>) => Promise<ReadonlyArray<MindReport>>;
	/** Called with what the player's client shows. */
	readonly onShown: (listener: (line: ShownLine) => void) => void;
}

/** What the player can do and see, for scenes and for the keyboard. Somebody else runs the world. */
export interface PlayerStage extends Stage {
	readonly survey: () => Promise<Survey>;
	/** Presses *Talk* at the nearest NPC; resolves with its name, or undefined where none is in reach. */
	readonly pressTalk: () => Promise<string | undefined>;
}

/** Tells `watch` of an NPC's turns until it has the reply, or `isWanted` says no. */
async function followTurns(
	askMind: () => Promise<MindReport | undefined>,
	watch: FedReplyWatch,
	isWanted: () => boolean,
): Promise<void> {
	const follower = new TurnFollower();
	while (isWanted() && !watch.isOver()) {
		const mind = await askMind();
		for (const note of follower.follow(mind?.turns ?? [])) watch.turn(note);
		await sleep(TURN_POLL_SECONDS * 1000);
	}
}

export function createPlayerStage({ world, player, npcs, askMinds, onShown }: PlayerStageDeps): PlayerStage {
	const watches = new Map<string, FedReplyWatch>();
	onShown((line) => watches.get(line.speaker ?? "")?.shown(line));
	const survey = async () => (await world.evaluate("server", SURVEY_SOURCE)) as Survey;
	const walks = new Walks(player, survey);

	return {
		survey,
		pressTalk: async () => {
			const name = await world.evaluate(player.name, PRESS_TALK_SOURCE);
			return typeof name === "string" ? name : undefined;
		},
		say: (text) => player.chat(text),
		walkTo: (name, onSetOut) => walks.walkTo(name, onSetOut),
		listenTo: (npc) => {
			const watch = createReplyWatch({
				timeoutSeconds: REPLY_TIMEOUT_SECONDS,
				settleSeconds: REPLY_SETTLE_SECONDS,
				paceSeconds,
			});
			watches.set(npc, watch);
			const npcIds = npcs.filter(({ displayName }) => displayName === npc).map(({ npcId }) => npcId);
			const askMind = async () => (await askMinds(npcIds))[0];
			followTurns(askMind, watch, () => watches.get(npc) === watch).catch((error: unknown) =>
				watch.fail((error as Error).message),
			);
			return watch;
		},
	};
}
