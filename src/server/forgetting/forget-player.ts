import type { Clock, Log, MemoryMode } from "server/ports";
import { FORGET } from "server/constants/operations";
import type { Acquaintances } from "server/rules/company/acquaintances";
import { npcEntityId, playerEntityId } from "server/rules/space/entity";
import type { JobQueue } from "server/net/job-queue";
import type { Talks } from "server/rules/talk/talks";
import type { ChatService } from "server/chat/chat-service";
import type { PerceptionService } from "server/perception/perception-service";
import type { NamelessPlayers } from "./nameless-players";
import type { NpcManager } from "server/npcs/npc-manager";
import type { OperatorCommand } from "server/operations/operator-commands";
import type { TurnService } from "server/talk/turn-service";

export interface ForgetPlayerDeps {
	readonly clock: Pick<Clock, "after">;
	readonly log: Pick<Log, "info" | "warn">;
	readonly npcs: Pick<NpcManager, "all" | "get" | "erase">;
	readonly acquaintances: Pick<Acquaintances, "whoKnows" | "met" | "forgetNpc">;
	readonly nameless: Pick<NamelessPlayers, "add">;
	readonly perception: Pick<PerceptionService, "forgetPlayer" | "companyOf">;
	readonly chat: Pick<ChatService, "forgetPlayer">;
	readonly turns: Pick<TurnService, "forget">;
	readonly talks: Pick<Talks, "end">;
	/** What is on its way to NPCs' ears. */
	readonly talkJobs: Pick<JobQueue, "finish">;
}

export interface ForgetSummary {
	readonly userId: number;
	/** NPCs whose minds were made anew: nothing is left of what they knew. */
	readonly erased: ReadonlyArray<string>;
	/** NPCs that may still know the player: the erasure failed, or there was no answer in time. */
	readonly failed: ReadonlyArray<string>;
}

/**
 * Erases what NPCs know of a player, here and at the back end. Calls `onDone` once, after `FORGET.timeoutSeconds` at the
 * latest. Returns the ids of the NPCs whose minds are made anew.
 */
export type ForgetPlayer = (
	userId: number,
	onDone: (summary: ForgetSummary) => void,
) => ReadonlyArray<string>;

export function createForgetPlayer(deps: ForgetPlayerDeps, memoryMode: MemoryMode): ForgetPlayer {
	const { log, npcs, acquaintances, perception } = deps;

	/** Minds that outlive servers may have met the player on any server: then every NPC of the place may know the player. */
	const whoMayKnow = (userId: number): ReadonlyArray<string> =>
		memoryMode === "persistent"
			? npcs.all().map(({ definition }) => definition.npcId)
			: acquaintances.whoKnows(userId).filter((npcId) => npcs.get(npcId) !== undefined);

	/** All that this server knows of the player, but for the acquaintance, which a failed erasure leaves. */
	const forgetHere = (userId: number, npcIds: ReadonlyArray<string>) => {
		deps.nameless.add(userId);
		deps.chat.forgetPlayer(userId);
		for (const npcId of npcIds) {
			deps.turns.forget(npcId);
			deps.talks.end(npcEntityId(npcId));
		}
		perception.forgetPlayer(playerEntityId(userId), npcIds);
	};

	/** A new mind knows only those who are with the NPC now. */
	const startAnew = (npcId: string) => {
		acquaintances.forgetNpc(npcId);
		for (const { id } of perception.companyOf(npcId)) acquaintances.met(npcId, id);
	};

	return (userId, onDone) => {
		// Whoever is about to hear the player knows them by then.
		deps.talkJobs.finish();
		const npcIds = whoMayKnow(userId);
		log.info("a player is to be forgotten", { userId, npcs: npcIds.size() });
		// Before the erasing: the back end makes the new minds with the blocks of now.
		forgetHere(userId, npcIds);
		const answer = gatherAnswers(deps.clock, npcIds, (erased) => {
			const isErased = (npcId: string) => erased.has(npcId);
			const failed = npcIds.filter((npcId) => !isErased(npcId));
			const summary = { userId, erased: npcIds.filter(isErased), failed };
			report(log, summary);
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

/** Calls `onAll` once, when every NPC has answered or time is up; immediately if there is none. */
function gatherAnswers(
	clock: Pick<Clock, "after">,
	npcIds: ReadonlyArray<string>,
	onAll: (erased: ReadonlySet<string>) => void,
): (npcId: string, ok: boolean) => void {
	const waiting = new Set(npcIds);
	const erased = new Set<string>();
	let isOver = false;
	const finish = () => {
		if (isOver) return;
		isOver = true;
		stopTimer();
		onAll(erased);
	};
	const stopTimer = clock.after(FORGET.timeoutSeconds, finish);
	if (npcIds.isEmpty()) finish();
	return (npcId, ok) => {
		if (ok) erased.add(npcId);
		waiting.delete(npcId);
		if (waiting.isEmpty()) finish();
	};
}

function report(log: Pick<Log, "info" | "warn">, { userId, erased, failed }: ForgetSummary): void {
	const context = { userId, erased: erased.size() };
	if (failed.isEmpty()) return log.info("a player is forgotten", context);
	log.warn("a player is not forgotten everywhere: ask again", { ...context, failed: failed.join(", ") });
}

/** `forget <userId>`: a player's right to erasure. */
export function forgetCommand(forgetPlayer: ForgetPlayer): OperatorCommand {
	const usage = "forget <userId>";
	return {
		name: "forget",
		usage,
		help: "erase what NPCs know of a player; their minds are made anew",
		run: ([word]) => {
			const userId = tonumber(word ?? "");
			if (userId === undefined || userId < 1 || userId % 1 !== 0)
				return `It goes like this: ${usage}, where userId is the player's number at Roblox.`;
			const npcIds = forgetPlayer(userId, () => {});
			if (npcIds.isEmpty()) return `No NPC knows of player ${userId}.`;
			const count = npcIds.size() === 1 ? "1 NPC is" : `${npcIds.size()} NPCs are`;
			return `${count} made anew (${npcIds.join(", ")}); the log says when that is done.`;
		},
	};
}
