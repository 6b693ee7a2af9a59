import type { Clock, Log, MemoryMode } from "server/ports";
import { FORGET } from "server/constants/operations";
import type { Acquaintances } from "server/rules/company/acquaintances";
import { npcEntityId, playerEntityId } from "server/rules/space/entity";
import type { Talks } from "server/rules/talk/talks";
import type { ChatService } from "server/chat/chat-service";
import type { PerceptionService } from "server/perception/perception-service";
import type { NamelessPlayers } from "./nameless-players";
import type { NpcManager } from "server/npcs/npc-manager";
import type { TurnService } from "server/talk/turn-service";

export interface ForgetPlayerDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly npcs: Pick<NpcManager, "all" | "get" | "erase">;
	readonly acquaintances: Acquaintances;
	readonly nameless: Pick<NamelessPlayers, "add">;
	readonly perception: Pick<PerceptionService, "forgetPlayer" | "companyOf">;
	readonly chat: Pick<ChatService, "forgetPlayer">;
	readonly turns: Pick<TurnService, "forget">;
	readonly talks: Pick<Talks, "end">;
}

/** What came of it. */
export interface ForgetSummary {
	readonly userId: number;
	/** NPCs whose minds were made anew: nothing is left of what they knew. */
	readonly erased: ReadonlyArray<string>;
	/** NPCs of which that is not certain: it failed, or there was no answer in time. */
	readonly failed: ReadonlyArray<string>;
}

/**
 * Erases what NPCs know of a player, here and at the back end. `onDone` is called once, after `FORGET.timeoutSeconds` at
 * the latest. Returns the ids of the NPCs whose minds are made anew.
 */
export type ForgetPlayer = (
	userId: number,
	onDone: (summary: ForgetSummary) => void,
) => ReadonlyArray<string>;

/** Creates what forgets players. */
export function createForgetPlayer(deps: ForgetPlayerDeps, memoryMode: MemoryMode): ForgetPlayer {
	const { clock, log, npcs, acquaintances, perception } = deps;

	/** Minds that outlive servers may have met the player on any: then every one of the place is made anew. */
	const whoMayKnow = (userId: number): ReadonlyArray<string> =>
		memoryMode === "persistent"
			? npcs.all().map(({ definition }) => definition.npcId)
			: acquaintances.whoKnows(userId).filter((npcId) => npcs.get(npcId) !== undefined);

	const report = ({ userId, erased, failed }: ForgetSummary) => {
		const context = { userId, erased: erased.size() };
		if (failed.isEmpty()) return log.info("a player is forgotten", context);
		log.warn("a player is not forgotten everywhere: ask again", { ...context, failed: failed.join(", ") });
	};

	/** Calls `onAll` once, when every NPC has answered or time is up. */
	const gather = (npcIds: ReadonlyArray<string>, onAll: (erased: ReadonlySet<string>) => void) => {
		const waiting = new Set(npcIds);
		const erased = new Set<string>();
		let isOver = false;
		let stopTimer = () => {};
		const finish = () => {
			if (isOver) return;
			isOver = true;
			stopTimer();
			onAll(erased);
		};
		stopTimer = clock.after(FORGET.timeoutSeconds, finish);
		if (npcIds.isEmpty()) finish();
		return (npcId: string, ok: boolean) => {
			if (ok) erased.add(npcId);
			waiting.delete(npcId);
			if (waiting.isEmpty()) finish();
		};
	};

	/** It knows those who are with it now; a mind that could not be erased keeps its acquaintances. */
	const startAnew = (npcId: string) => {
		acquaintances.forgetNpc(npcId);
		for (const { id } of perception.companyOf(npcId)) acquaintances.met(npcId, id);
	};

	return (userId, onDone) => {
		const npcIds = whoMayKnow(userId);
		log.info("a player is to be forgotten", { userId, npcs: npcIds.size() });
		deps.nameless.add(userId);
		deps.chat.forgetPlayer(userId);
		for (const npcId of npcIds) {
			deps.turns.forget(npcId);
			deps.talks.end(npcEntityId(npcId));
		}
		// Before the erasing: the new minds are made with blocks of now.
		perception.forgetPlayer(playerEntityId(userId), npcIds);
		const answer = gather(npcIds, (erased) => {
			const summary = {
				userId,
				erased: npcIds.filter((npcId) => erased.has(npcId)),
				failed: npcIds.filter((npcId) => !erased.has(npcId)),
			};
			report(summary);
			onDone(summary);
		});
		for (const npcId of npcIds) {
			npcs.erase(npcId, (ok) => {
				if (ok) startAnew(npcId);
				answer(npcId, ok);
			});
		}
		return npcIds;
	};
}
