import type { Change, Fields } from "../fleet/session-store.ts";
import type { AgentSpec, GatewayEvent, Op } from "../wire.ts";
import type { Erase, SessionIdentity, SetBlock } from "../backend/backend.ts";
import type { GameKey } from "../keys/game-key.ts";
import type { IncomingOp } from "./op-dispatcher.ts";

/**
 * What a session is made of, as named texts, so that a change is small: who it is, the numbers of the last op received and of
 * the last event, its NPCs with their blocks, the turns and erasures under way, and the events that the game may not have.
 */
export interface SessionRecord {
	readonly identity: SessionIdentity;
	readonly key: GameKey;
	/** The game was told to open another session. */
	readonly isMoving: boolean;
	readonly receivedSeq: number;
	readonly lastEventSeq: number;
	readonly specs: ReadonlyArray<AgentSpec>;
	readonly blocks: ReadonlyArray<SetBlock>;
	readonly erasures: ReadonlyArray<Erase>;
	/** Turns whose end is not known. */
	readonly turns: ReadonlyArray<{ readonly npcId: string; readonly turnId: string }>;
	/** The last ones, without gaps. */
	readonly events: ReadonlyArray<GatewayEvent>;
}

export const NO_CHANGE: Change = { set: {}, remove: [] };

const blockName = (npcId: string, label: string) => `block ${npcId} ${label}`;
/** The first values of an NPC's blocks since it was erased: those before must not come back. */
const freshName = (npcId: string) => `fresh ${npcId}`;
const eventName = (seq: number) => `event ${seq}`;

export function firstFields(identity: SessionIdentity, key: GameKey): Fields {
	return { identity: JSON.stringify(identity), key: JSON.stringify(key) };
}

const setting = (name: string, value: unknown): Change => ({
	set: { [name]: JSON.stringify(value) },
	remove: [],
});

/** The names of one NPC's blocks among those that are kept. */
const blocksOf = (npcId: string, names: Iterable<string>) =>
	[...names].filter((name) => name.startsWith(blockName(npcId, "")));

function opChange(op: Op, names: Iterable<string>): Change {
	switch (op.op) {
		case "ensureAgent":
			return { ...setting(`npc ${op.spec.npcId}`, op.spec), remove: [freshName(op.spec.npcId)] };
		case "setBlock":
			return setting(blockName(op.npcId, op.label), op);
		case "turn":
			return setting(`turn ${op.turnId}`, { npcId: op.npcId, turnId: op.turnId });
		case "erase":
			return {
				set: { [`erase ${op.npcId}`]: JSON.stringify(op), [freshName(op.npcId)]: JSON.stringify(op.blocks) },
				remove: blocksOf(op.npcId, names),
			};
		case "release": {
			const own = [`npc ${op.npcId}`, `erase ${op.npcId}`, freshName(op.npcId)];
			return { set: {}, remove: [...own, ...blocksOf(op.npcId, names)] };
		}
		case "actionResult":
		case "cancelTurn":
			return NO_CHANGE;
	}
}

/** As one change; what comes later wins. */
export function joinChanges(changes: Iterable<Change>): Change {
	const set: Record<string, string> = {};
	const remove = new Set<string>();
	for (const change of changes) {
		for (const name of change.remove) {
			delete set[name];
			remove.add(name);
		}
		for (const [name, value] of Object.entries(change.set)) {
			set[name] = value;
			remove.delete(name);
		}
	}
	return { set, remove: [...remove] };
}

const REMOVES_BLOCKS: ReadonlySet<Op["op"]> = new Set(["erase", "release"]);

/** `names`: of what is kept already. */
export function opsChange(
	ops: ReadonlyArray<IncomingOp>,
	receivedSeq: number,
	names: () => Iterable<string>,
): Change {
	const isAboutBlocks = ops.some(({ op }) => typeof op !== "string" && REMOVES_BLOCKS.has(op.op));
	const known = new Set(isAboutBlocks ? names() : []);
	const changes: Change[] = [{ set: { received: String(receivedSeq) }, remove: [] }];
	for (const incoming of ops) {
		if (incoming.kind !== "ok") continue;
		const change = opChange(incoming.op, known);
		for (const name of Object.keys(change.set)) known.add(name);
		changes.push(change);
	}
	return joinChanges(changes);
}

export function eventChange(event: GatewayEvent, seq: number): Change {
	const set: Fields = {
		[eventName(seq)]: JSON.stringify(event),
		last: String(seq),
		...(event.event === "moving" && { moving: "true" }),
	};
	if (event.event === "turnDone" || event.event === "turnFailed")
		return { set, remove: [`turn ${event.turnId}`] };
	return { set, remove: event.event === "erased" ? [`erase ${event.npcId}`] : [] };
}

/** The game has the events from number `first` to number `last`. */
export function acknowledgement(first: number, last: number): Change {
	const count = Math.max(0, last - first + 1);
	return { set: {}, remove: Array.from({ length: count }, (_, index) => eventName(first + index)) };
}

function withFreshBlocks(spec: AgentSpec, fresh: string | undefined): AgentSpec {
	return fresh === undefined ? spec : { ...spec, blocks: JSON.parse(fresh) as AgentSpec["blocks"] };
}

/** Reads what was kept. */
export function readRecord(fields: Fields): SessionRecord {
	const all = <T>(kind: string): T[] =>
		Object.entries(fields)
			.filter(([name]) => name.startsWith(`${kind} `))
			.map(([, text]) => JSON.parse(text) as T);
	const lastEventSeq = Number(fields.last ?? 0);
	const events: GatewayEvent[] = [];
	for (let seq = lastEventSeq; fields[eventName(seq)] !== undefined; seq--)
		events.unshift(JSON.parse(fields[eventName(seq)]!) as GatewayEvent);
	return {
		identity: JSON.parse(fields.identity!) as SessionIdentity,
		key: JSON.parse(fields.key!) as GameKey,
		isMoving: fields.moving !== undefined,
		receivedSeq: Number(fields.received ?? 0),
		lastEventSeq,
		specs: all<AgentSpec>("npc").map((spec) => withFreshBlocks(spec, fields[freshName(spec.npcId)])),
		blocks: all("block"),
		erasures: all("erase"),
		turns: all("turn"),
		events,
	};
}
