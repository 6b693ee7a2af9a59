import type { HttpTransport, WorldHttpRequest, WorldHttpResponse } from "@townsfolk/headless";
import { npcTag } from "../../../src/server/wire/agent-tags.ts";
import { matchOperation } from "@townsfolk/simulator";
import type { Block, Mind, MindMonitor, TurnNote } from "./mind-monitor.ts";

/**
 * Listens at a place that speaks with Letta's REST API itself. Which agent an NPC has is what the place says in its log,
 * level `info`: a list of agents may hold other game servers' too. Blocks and turns are read from what passes.
 */
export interface LettaMonitor extends Pick<MindMonitor, "minds" | "onTurn"> {
	/** A transport that passes everything on untouched. */
	readonly wrap: (transport: HttpTransport) => HttpTransport;
	/** Takes a line of the game server's log. */
	readonly readLog: (message: string) => void;
}

/** What is read of agents, messages and replies. */
interface WireObject {
	readonly id?: string;
	readonly tags?: ReadonlyArray<string> | null;
	readonly blocks?: ReadonlyArray<{ readonly label: string; readonly value: string }> | null;
	readonly value?: string;
	readonly messages?: ReadonlyArray<WireObject>;
	readonly message_type?: string;
	readonly role?: string;
	readonly otid?: string;
	readonly stop_reason?: { readonly stop_reason?: string };
	readonly reasons?: ReadonlyArray<string>;
}

/** Takes a good answer: the items of a list, or the one that it is. */
type OnAnswer = (answer: ReadonlyArray<WireObject>) => void;

/** The designer's, and nothing that an NPC has learnt. */
const PERSONA = "persona";

const NPC_TAG = npcTag("");

const AGENT_LIMIT = "agents-limit-exceeded";

const npcNamedBy = ({ tags }: WireObject): string | undefined =>
	tags?.find((tag) => tag.startsWith(NPC_TAG))?.slice(NPC_TAG.length);

const SPAWNED = /^\[npc\] NPC spawned \(displayName=(.*), npcId=([\w-]+)\)$/;
const VERIFIED = /^\[npc\] agent verified \(agentId=(\S+), model=(\S+), npcId=([\w-]+)\)$/;
const NOT_HAD = /^(?:ERROR )?\[npc\] .*\(npcId=([\w-]+), problem=(.*), reason=\w+\)$/s;
const GONE = /^\[letta\] an agent has gone, and is made again \(npcId=([\w-]+), /;
const TURN_FAILED = /^\[turn\] a turn failed \(npcId=([\w-]+), problem=(.*), reason=(\w+), turnId=(\S+)\)$/s;

function readJson(body: string | Uint8Array | undefined): unknown {
	try {
		return JSON.parse(typeof body === "string" ? body : Buffer.from(body ?? []).toString("utf8"));
	} catch {
		return undefined;
	}
}

/** @param baseUrl of the REST API, without a slash at the end */
export function createLettaMonitor(baseUrl: string): LettaMonitor {
	const minds = new Map<string, Omit<Mind, "blocks">>();
	/** By agent: more than the minds have. */
	const blocksOf = new Map<string, Map<string, Block>>();
	const npcOf = new Map<string, string>();
	const agentOfConversation = new Map<string, string>();
	/** By agent: the turn that it is at. */
	const turns = new Map<string, { readonly npcId: string; readonly turnId: string }>();
	const listeners: ((note: TurnNote) => void)[] = [];

	function update(npcId: string, change: Partial<Mind>): void {
		const mind = minds.get(npcId);
		if (mind !== undefined) minds.set(npcId, { ...mind, ...change });
	}

	function tell(note: TurnNote): void {
		for (const listener of listeners) listener(note);
	}

	function blocksAt(agentId: string): Map<string, Block> {
		const blocks = blocksOf.get(agentId) ?? new Map<string, Block>();
		blocksOf.set(agentId, blocks);
		return blocks;
	}

	/** What was written is newer than what is read back meanwhile. */
	function noteAgent(agent: WireObject): void {
		const { id } = agent;
		if (id === undefined) return;
		const npcId = npcNamedBy(agent);
		if (npcId !== undefined) npcOf.set(id, npcId);
		const known = blocksAt(id);
		for (const { label, value } of agent.blocks ?? [])
			if (label !== PERSONA && !known.has(label)) known.set(label, { value, rev: 0, isStored: true });
	}

	function noteWrite(agentId: string, label: string, value: string): OnAnswer {
		const blocks = blocksAt(agentId);
		const rev = (blocks.get(label)?.rev ?? 0) + 1;
		blocks.set(label, { value, rev, isStored: false });
		return () => {
			if (blocks.get(label)?.rev === rev) blocks.set(label, { value, rev, isStored: true });
		};
	}

	function noteDeletion(agentId: string): void {
		for (const mind of minds.values())
			if (mind.agentId === agentId) update(mind.npcId, { state: "asked", agentId: undefined });
	}

	/** A turn's message, or the results of tools that it has asked for, whose ids begin with the turn's. */
	function noteSending(agentId: string, { role, otid }: WireObject = {}): OnAnswer | undefined {
		const npcId = npcOf.get(agentId);
		if (npcId === undefined || otid === undefined) return undefined;
		if (role === "user" && turns.get(agentId)?.turnId !== otid) {
			turns.set(agentId, { npcId, turnId: otid });
			tell({ npcId, turnId: otid, state: "sent", problem: undefined });
		}
		return ([answer]) => {
			const isPaused = answer?.stop_reason?.stop_reason === "requires_approval";
			if (!isPaused && otid.startsWith(turns.get(agentId)?.turnId ?? otid)) endTurn(agentId);
		};
	}

	/** Where no answer came, the place looks in the newest messages, newest first, whether there is one. */
	function noteLook(agentId: string, messages: ReadonlyArray<WireObject>): void {
		const turnId = turns.get(agentId)?.turnId;
		const isAnswered = messages[0]?.message_type === "assistant_message";
		if (turnId !== undefined && isAnswered && messages.some(({ otid }) => otid === turnId)) endTurn(agentId);
	}

	function endTurn(agentId: string): void {
		const turn = turns.get(agentId);
		if (turn === undefined) return;
		turns.delete(agentId);
		tell({ ...turn, state: "done", problem: undefined });
	}

	/** Takes what is sent; gives what takes a good answer to it. */
	function hear({ method, url, body: bytes }: WorldHttpRequest): OnAnswer | undefined {
		const match = matchOperation(method, new URL(url.slice(baseUrl.length), baseUrl).pathname);
		if (match.kind !== "found") return undefined;
		const { operation, params } = match;
		const body = (readJson(bytes) ?? {}) as WireObject;
		const agentId = params.agentId ?? agentOfConversation.get(params.conversationId ?? "") ?? "";
		switch (operation) {
			case "listAgents":
			case "createAgent":
			case "retrieveAgent":
			case "attachBlock":
				return (agents) => agents.forEach(noteAgent);
			case "deleteAgent":
				return () => noteDeletion(agentId);
			case "updateBlock":
				return noteWrite(agentId, params.label!, body.value ?? "");
			case "createConversation": {
				const owner = new URL(url).searchParams.get("agent_id") ?? "";
				return ([made]) => agentOfConversation.set(made?.id ?? "", owner);
			}
			case "sendMessage":
			case "sendConversationMessage":
				return noteSending(agentId, body.messages?.[0]);
			case "listMessages":
			case "listConversationMessages":
				return (messages) => noteLook(agentId, messages);
			default:
				return undefined;
		}
	}

	/** The place's log names the first of many only. */
	function noteRefusal(request: WorldHttpRequest, { status, body }: WorldHttpResponse): void {
		if (status !== 429) return;
		const { reasons } = (readJson(body) ?? {}) as WireObject;
		const npcId = npcNamedBy((readJson(request.body) ?? {}) as WireObject);
		if (npcId === undefined || ![reasons].flat().includes(AGENT_LIMIT)) return;
		update(npcId, { state: "refused", problem: "Letta's plan allows no more agents" });
	}

	function take(onAnswer: OnAnswer | undefined, { status, body }: WorldHttpResponse): void {
		if (onAnswer === undefined || status < 200 || status > 299) return;
		const answer = [readJson(body)].flat() as ReadonlyArray<WireObject | null | undefined>;
		onAnswer(answer.filter((item) => typeof item === "object" && item !== null));
	}

	return {
		wrap: (transport) => async (request) => {
			const onAnswer = hear(request);
			const response = await transport(request);
			take(onAnswer, response);
			noteRefusal(request, response);
			return response;
		},
		readLog: (message) => {
			const [, displayName, spawned] = SPAWNED.exec(message) ?? [];
			if (spawned !== undefined && !minds.has(spawned)) {
				const unknown = { agentId: undefined, model: undefined, problem: undefined };
				minds.set(spawned, { npcId: spawned, displayName: displayName!, state: "asked", ...unknown });
			}
			const [, agentId, model, verified] = VERIFIED.exec(message) ?? [];
			if (verified !== undefined) update(verified, { state: "ready", agentId, model, problem: undefined });
			const [, unhad, problem] = NOT_HAD.exec(message) ?? [];
			const state = minds.get(unhad ?? "")?.state;
			if (unhad !== undefined && state !== "ready" && state !== "refused")
				update(unhad, { state: "failed", problem });
			const [, gone] = GONE.exec(message) ?? [];
			if (gone !== undefined) update(gone, { state: "asked", agentId: undefined });
			const [, npcId, why, reason, turnId] = TURN_FAILED.exec(message) ?? [];
			if (npcId === undefined) return;
			for (const [agent, turn] of turns) if (turn.turnId === turnId) turns.delete(agent);
			tell({ npcId, turnId: turnId!, state: "failed", problem: `${reason}: ${why}` });
		},
		minds: () =>
			[...minds.values()].map((mind) => ({ ...mind, blocks: blocksOf.get(mind.agentId ?? "") ?? new Map() })),
		onTurn: (listener) => void listeners.push(listener),
	};
}
