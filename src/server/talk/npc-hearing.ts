import type { JobQueue } from "server/net/job-queue";
import type { Acquaintances } from "server/rules/company/acquaintances";
import { type Entity, npcIdOf } from "server/rules/space/entity";
import type { Talks } from "server/rules/talk/talks";
import type { TurnDirector } from "server/rules/talk/turn-director";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc } from "server/npcs/npc-manager";
import { type Audience, type AudienceDeps, audienceOf } from "./audience";
import type { SpokenReply } from "./npc-mind";
import type { TurnService } from "./turn-service";

export interface NpcHearingDeps extends AudienceDeps {
	readonly perception: AudienceDeps["perception"] & Pick<PerceptionService, "nameFor">;
	readonly talks: AudienceDeps["talks"] & Pick<Talks, "heardNpc">;
	readonly turns: Pick<TurnService, "hear">;
	readonly director: Pick<TurnDirector, "choose">;
	readonly acquaintances: Pick<Acquaintances, "heard">;
	readonly jobs: Pick<JobQueue, "add">;
}

/** How NPCs hear other NPCs. */
export class NpcHearing {
	constructor(private readonly deps: NpcHearingDeps) {}

	/** The NPCs around hear a reply; at most one of them answers. */
	public hear(reply: SpokenReply): void {
		const { acquaintances, clock, jobs, perception, talks, turns } = this.deps;
		const { npc, text } = reply;
		const speaker = perception.entity(npc.entityId);
		if (speaker === undefined) return;
		const now = clock.now();
		const audience = audienceOf(speaker, this.deps);
		const answerer = this.answererOf(speaker, reply, audience);
		if (answerer !== undefined) talks.heardNpc({ npcId: answerer.entityId, partnerId: npc.entityId }, now);
		for (const hearer of audience.hearers)
			jobs.add(() => {
				if (hearer.state === "destroyed") return;
				const { npcId } = hearer.definition;
				acquaintances.heard(npcId, npc.entityId);
				const name = perception.nameFor(npcId, npc.entityId) ?? npc.definition.displayName;
				const wakes = hearer === answerer;
				turns.hear(hearer, { speaker: name, text, at: now, wakes, from: "npc" });
			});
	}

	private answererOf(
		speaker: Entity,
		{ text, isCutShort }: SpokenReply,
		{ candidates, bystanders }: Audience,
	): Npc | undefined {
		if (isCutShort === true) return undefined;
		const { clock, director, npcs } = this.deps;
		const line = { speakerId: speaker.id, speakerKind: "npc", text, candidates, bystanders } as const;
		const choice = director.choose({ ...line, playersListening: bystanders.size() }, clock.now());
		return choice.kind === "answer" ? npcs.get(npcIdOf(choice.npc) ?? "") : undefined;
	}
}
