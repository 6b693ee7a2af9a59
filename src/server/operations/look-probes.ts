import { THINKING_TEXT } from "shared/constants";
import type { NpcChatMessage } from "shared/npc-chat-message";
import { SELF_CHECK } from "server/constants/operations";
import type { ChatDisplay, Clock, EngineProbe, Random, ShownNpc } from "server/ports";

export interface LookProbesDeps {
	readonly clock: Pick<Clock, "after">;
	readonly random: Pick<Random, "guid">;
	readonly display: ChatDisplay;
	readonly userIds: () => ReadonlyArray<number>;
	/** An NPC with a body, if there is one. */
	readonly npc: () => ShownNpc | undefined;
}

const TEST_LINE = "This is a line of the self-check.";

/** What only a person can see: an NPC thinks and then says a line of ours, and the player is asked what appeared. */
export function createLookProbes(deps: LookProbesDeps): ReadonlyArray<EngineProbe> {
	const { clock, random, display, userIds, npc } = deps;
	const show = (to: ShownNpc, kind: NpcChatMessage["kind"], text: string) => {
		for (const userId of userIds())
			display.show(userId, {
				messageId: random.guid(),
				npcId: to.npcId,
				displayName: to.displayName,
				kind,
				text,
			});
	};
	/** Shows it to everybody, and says what to look for. */
	const probe = (
		question: string,
		present: (to: ShownNpc) => void,
		seen: (name: string) => string,
	): EngineProbe => ({
		question,
		ask: (onAnswer) => {
			const chosen = npc();
			if (chosen === undefined) return onAnswer({ kind: "unknown", seen: "no NPC has a body" });
			if (userIds().isEmpty()) return onAnswer({ kind: "unknown", seen: "no player was here to look" });
			present(chosen);
			onAnswer({ kind: "look", seen: seen(chosen.displayName) });
		},
	});
	const say = (to: ShownNpc) => {
		clock.after(SELF_CHECK.thinkingSeconds, () => show(to, "speech", TEST_LINE));
	};
	return [
		{
			...probe(
				"Does a typing bubble go when speech begins?",
				(to) => show(to, "thinking", THINKING_TEXT),
				(name) =>
					`over ${name}: "${THINKING_TEXT}" for ${SELF_CHECK.thinkingSeconds} s, gone when the line came?`,
			),
			task: "stand near an NPC, and watch what appears over the NPCs and in the chat window for ten seconds",
		},
		probe(
			"Is the AI mark before an NPC's line in the chat window?",
			say,
			(name) => `in the window: "${name} [AI]: ${TEST_LINE}", once, the name in colour?`,
		),
	];
}
