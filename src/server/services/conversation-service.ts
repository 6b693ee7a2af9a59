import type { Clock, Log, Switch, WorldView } from "server/ports";
import type { Acquaintances } from "shared/core/acquaintances";
import { npcIdOf } from "shared/core/entity";
import { facingOf } from "shared/core/facing";
import type { Talks } from "shared/core/talks";
import { type Candidate, createTurnDirector } from "shared/core/turn-director";
import type { ChatService, FilteredLine } from "./chat-service";
import { npcsHearing, playersHearing } from "./earshot";
import type { InteractionService } from "./interaction-service";
import type { Npc, NpcManager } from "./npc-manager";
import type { TurnService } from "./turn-service";

export interface ConversationDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly npcs: NpcManager;
	readonly world: Pick<WorldView, "onGone">;
	readonly interaction: InteractionService;
	readonly chat: Pick<ChatService, "giveNotice">;
	readonly turns: TurnService;
	readonly talks: Talks;
	readonly acquaintances: Pick<Acquaintances, "heard">;
	readonly switch: Switch;
}

export interface ConversationService {
	readonly start: () => void;
	/** A player said something, anywhere. */
	readonly hear: (line: FilteredLine) => void;
	readonly destroy: () => void;
}

/** Who hears a line, and which one of them answers. */
export function createConversationService(deps: ConversationDeps): ConversationService {
	const { clock, log, npcs, interaction, chat, turns } = deps;
	const director = createTurnDirector();
	let stopForgetting = () => {};

	const hear = (line: FilteredLine) => {
		const speaker = interaction.entity(line.entityId);
		if (speaker === undefined || !deps.switch.isOn()) return;
		const now = clock.now();
		const hearers = new Array<Npc>();
		const candidates = new Array<Candidate>();
		for (const { id, distance } of npcsHearing(interaction, speaker)) {
			const npc = npcs.get(npcIdOf(id) ?? "");
			if (npc === undefined) continue;
			hearers.push(npc);
			const body = interaction.entity(id);
			candidates.push({
				id,
				displayName: npc.definition.displayName,
				distance,
				facing: body && facingOf(speaker, body.position),
			});
		}
		if (hearers.isEmpty()) return;

		const bystanders = playersHearing(interaction, speaker).mapFiltered(({ id }) => interaction.entity(id));
		const choice = director.choose(
			{
				speakerId: speaker.id,
				speakerKind: "player",
				text: line.text,
				candidates,
				bystanders,
				playersListening: bystanders.size() + 1,
			},
			now,
		);
		log.debug("a line was heard", { by: hearers.size(), choice: choice.kind, reason: choice.reason });
		for (const npc of hearers) {
			const { npcId, displayName } = npc.definition;
			deps.acquaintances.heard(npcId, line.entityId);
			const wakes = choice.kind === "answer" && choice.npc === npc.entityId;
			if (wakes) {
				chat.giveNotice(line.userId, npcId, displayName);
				deps.talks.heard(npc.entityId, line.entityId, now);
			}
			const name = interaction.nameFor(npcId, line.entityId) ?? line.displayName;
			turns.hear(npc, { speaker: name, text: line.text, at: now, wakes });
		}
	};

	return {
		start: () => {
			npcs.onState((npc) => {
				if (npc.state !== "destroyed") return;
				director.forget(npc.entityId);
				deps.talks.end(npc.entityId);
			});
			stopForgetting = deps.world.onGone(director.forget);
		},
		hear,
		destroy: () => stopForgetting(),
	};
}
