import type { Switch } from "server/ports";
import { TownNames } from "server/rules/reply/reply-names";
import type { MailLine } from "server/rules/talk/mailbox";
import type { SlicedWorkDeps } from "server/net/sliced-work";
import type { Npc, NpcManager } from "server/npcs/npc-manager";
import { NpcMind, type NpcMindDeps, type SpokenReply } from "./npc-mind";
import { ReadAhead } from "./read-ahead";
import { TiredLine } from "./tired-line";

export interface TurnServiceDeps extends Omit<
	NpcMindDeps,
	"townNames" | "promptLines" | "readAhead" | "switch" | "tired" | "onSpoken"
> {
	readonly budget: SlicedWorkDeps["budget"];
	readonly npcs: Pick<NpcManager, "all" | "onState">;
	readonly switch: Switch;
}

/** The register of NPCs' minds. */
export interface TurnService {
	/** `onSpoken` hears of every reply of which anything was said, after its last sentence. */
	readonly start: (onSpoken: (reply: SpokenReply) => void) => void;
	/** The NPC heard a line. It answers one that wakes it as soon as its mind is free. */
	readonly hear: (npc: Npc, line: MailLine) => void;
	/** The NPC has a turn without being spoken to. */
	readonly prompt: (npc: Npc) => void;
	/** A player asks the NPC to talk, without a line. */
	readonly approach: (npc: Npc) => void;
	/** A player speaks: the NPC does not say what it was about to say to other NPCs, or of its own accord. */
	readonly yieldToPlayer: (npc: Npc) => void;
	/** The NPC says a line of the game's now: not part of any turn. */
	readonly sayOwn: (npc: Npc, text: string) => void;
	/** Drops all that the NPC has heard and was about to say. */
	readonly forget: (npcId: string) => void;
	readonly destroy: () => void;
}

/** Keeps the names of all NPCs. Each is read when its NPC comes, so that the first turn need not read hundreds. */
class NamesOfAll {
	private readonly names = new TownNames([]);
	private readonly byNpc = new Map<string, string>();
	private followed: ReadonlyArray<Npc> = [];

	constructor(private readonly npcs: Pick<NpcManager, "all">) {}

	public follow({ state, definition: { npcId, displayName } }: Npc): void {
		if (state === "destroyed") {
			if (this.byNpc.delete(npcId)) this.names.remove(displayName);
		} else if (!this.byNpc.has(npcId)) {
			this.byNpc.set(npcId, displayName);
			this.names.add(displayName);
		}
	}

	public read(): TownNames {
		const all = this.npcs.all();
		// Some may have come whose state has not changed since.
		if (all !== this.followed) for (const npc of all) this.follow(npc);
		this.followed = all;
		return this.names;
	}
}

export function createTurnService(deps: TurnServiceDeps): TurnService {
	const { log, npcs } = deps;
	const minds = new Map<string, NpcMind>();
	const names = new NamesOfAll(npcs);
	let onSpoken: (reply: SpokenReply) => void = () => {};
	let stopFollowingSwitch: (() => void) | undefined;
	const mindDeps: NpcMindDeps = {
		...deps,
		townNames: () => names.read(),
		promptLines: new Map(),
		readAhead: new ReadAhead(deps),
		tired: new TiredLine(log),
		onSpoken: (reply) => onSpoken(reply),
	};

	const mindOf = (npc: Npc): NpcMind => {
		const { npcId } = npc.definition;
		const mind = minds.get(npcId) ?? new NpcMind(npc, mindDeps);
		minds.set(npcId, mind);
		return mind;
	};

	const forget = (npcId: string) => {
		const mind = minds.get(npcId);
		minds.delete(npcId);
		mind?.drop();
	};

	const onState = (npc: Npc) => {
		names.follow(npc);
		// An NPC that nobody has spoken to has nothing in mind. To make hundreds of minds at the start takes a while.
		if (npc.state === "ready") minds.get(npc.definition.npcId)?.wake();
		else if (npc.state === "destroyed") forget(npc.definition.npcId);
	};

	const onSwitch = (isOn: boolean) => {
		log.info(isOn ? "NPCs are switched on" : "NPCs are switched off");
		for (const [, mind] of minds) {
			if (isOn) mind.resume();
			else mind.silence();
		}
	};

	return {
		start: (onSpokenReply) => {
			onSpoken = onSpokenReply;
			npcs.onState(onState);
			stopFollowingSwitch = deps.switch.onChanged(onSwitch);
		},
		hear: (npc, line) => mindOf(npc).hear(line),
		prompt: (npc) => mindOf(npc).prompt(),
		approach: (npc) => mindOf(npc).approach(),
		yieldToPlayer: (npc) => minds.get(npc.definition.npcId)?.yieldToPlayer(),
		sayOwn: (npc, text) => mindOf(npc).sayOwn(text),
		forget,
		destroy: () => {
			stopFollowingSwitch?.();
			stopFollowingSwitch = undefined;
			for (const [, mind] of minds) mind.hush();
		},
	};
}
