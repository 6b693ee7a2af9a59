import { SERVER } from "server/constants/operations";
import type { WorldView } from "server/ports";
import type { AttentionTracker } from "server/rules/load/attention";
import type { EntityId } from "server/rules/space/entity";
import type { Sight } from "./sight";

export interface LookPlanDeps {
	readonly world: Pick<WorldView, "npcs" | "players">;
	readonly sight: Pick<Sight, "get">;
	readonly attention: Pick<AttentionTracker, "tierOf" | "near">;
}

/** Seconds: looks come a rounding error early or late. */
const ROUNDING_SECONDS = 0.01;

/**
 * Whom to look at in a round, the most urgent first: those who have lost their bodies, players, the awake, newcomers, the
 * drowsy, and a few of the asleep in turn.
 */
export class LookPlan {
	private queue: ReadonlyArray<EntityId> = [];
	private position = 0;
	/** The world's, as of the last round. */
	private npcs: ReadonlyArray<EntityId> = [];
	/** The world's, as of the last round. */
	private players: ReadonlySet<EntityId> = new Set();
	private nextAsleep = 0;

	constructor(private readonly deps: LookPlanDeps) {}

	/** The next one to look at; undefined at the end of the round. */
	public next(): EntityId | undefined {
		const id = this.queue[this.position];
		if (id !== undefined) this.position += 1;
		return id;
	}

	public begin(now: number): void {
		const { sight, attention } = this.deps;
		const { lost, newcomers } = this.compareNpcs();
		const dueBefore = now - SERVER.drowsyLookSeconds + ROUNDING_SECONDS;
		const queue = [...lost, ...this.allPlayers()];
		const drowsy = new Array<EntityId>();
		for (const [id, tier] of attention.near()) {
			if (tier === "awake") queue.push(id);
			else if ((sight.get(id)?.seenAt ?? -math.huge) <= dueBefore) drowsy.push(id);
		}
		this.queue = [...queue, ...newcomers, ...drowsy, ...this.someAsleep()];
		this.position = 0;
	}

	/** NPCs that have had a body, and those that have one now. */
	private compareNpcs(): { lost: ReadonlyArray<EntityId>; newcomers: ReadonlyArray<EntityId> } {
		const { world, sight } = this.deps;
		const before = this.npcs;
		this.npcs = world.npcs();
		if (this.npcs === before) return { lost: [], newcomers: [] };
		const here = new Set(this.npcs);
		return {
			lost: before.filter((id) => !here.has(id)),
			newcomers: this.npcs.filter((id) => sight.get(id)?.isThere !== true),
		};
	}

	/** Players who have just left, too: the look takes them out. */
	private allPlayers(): ReadonlyArray<EntityId> {
		const ids = this.deps.world.players();
		const here = new Set(ids);
		const missing = [...this.players].filter((id) => !here.has(id));
		this.players = here;
		return missing.isEmpty() ? ids : [...ids, ...missing];
	}

	private someAsleep(): ReadonlyArray<EntityId> {
		const { npcs } = this;
		const asleep = new Array<EntityId>();
		const share = math.ceil((npcs.size() * SERVER.perceptionSeconds) / SERVER.asleepLookSeconds);
		for (let count = 0; count < math.min(share, npcs.size()); count++) {
			this.nextAsleep = (this.nextAsleep + 1) % npcs.size();
			const id = npcs[this.nextAsleep];
			if (this.deps.attention.tierOf(id) === "asleep") asleep.push(id);
		}
		return asleep;
	}
}
