import { BUBBLES } from "../../../src/shared/constants.ts";
import type { FakeLettaCloud } from "../letta-cloud/fake-letta-cloud.ts";
import type { GroundTruth } from "../meters/ground-truth.ts";
import { EXCUSE } from "../run/prepare-place.ts";
import type { Rig } from "../run/rig.ts";
import { companyOf } from "../meters/truth/company.ts";
import { groupFaults, statusFaults } from "../meters/truth/faults.ts";
import { tierOf } from "../meters/truth/tiers.ts";

export interface FaultCounts {
	/** From the fault's end to the first turn that ended well; absent where none did. */
	readonly turnRecoverySeconds: number | undefined;
	/** From the fault's end until every block that was wrong then had been right; absent where one never was. */
	readonly memoryRecoverySeconds: number | undefined;
	/** Faults in the blocks at the fault's end. */
	readonly wrongAtEnd: number;
	/** Requests while the fault lasted, and how many of them the fault struck. */
	readonly requestsMeanwhile: number;
	readonly requestsWasted: number;
	/** Fallback lines of NPCs whose mind did not answer. */
	readonly excuses: number;
}

const SAME_EXCUSE_SECONDS = 5;

/** Measures what a fault costs and how fast it is over. Only NPCs that are awake count. */
export class FaultMeter {
	private wrong: Set<string> | undefined;
	private memoryRightAt: number | undefined;
	/** When each NPC was last seen making one: every client displays it. */
	private readonly lastExcuse = new Map<string, number>();
	private excuses = 0;
	private wrongAtEnd = 0;

	/** `endsAt`, `beginsAt`: seconds of the world. */
	constructor(
		private readonly cloud: FakeLettaCloud,
		private readonly rig: Rig,
		private readonly endsAt: number,
		private readonly beginsAt: number,
	) {
		rig.world.on("display", ({ kind, text, adornee, time }) => {
			if (kind !== "bubble" || text !== BUBBLES.aiMark + EXCUSE) return;
			if (time - (this.lastExcuse.get(adornee!) ?? -Infinity) > SAME_EXCUSE_SECONDS) this.excuses += 1;
			this.lastExcuse.set(adornee!, time);
		});
	}

	look(truth: GroundTruth): void {
		if (truth.at < this.endsAt || this.memoryRightAt !== undefined) return;
		const wrong = this.wrongBlocks(truth);
		if (this.wrong === undefined) {
			this.wrong = wrong;
			this.wrongAtEnd = wrong.size;
		}
		for (const key of this.wrong) if (!wrong.has(key)) this.wrong.delete(key);
		if (this.wrong.size === 0) this.memoryRightAt = truth.at;
	}

	counts(): FaultCounts {
		const { turns, requests } = this.cloud.state();
		const good = turns.filter(({ outcome, endedAt = 0 }) => outcome === "done" && endedAt >= this.endsAt);
		const firstTurn = Math.min(...good.map(({ endedAt }) => endedAt!));
		const meanwhile = requests.filter(({ at }) => at >= this.beginsAt && at < this.endsAt);
		return {
			turnRecoverySeconds: Number.isFinite(firstTurn) ? firstTurn - this.endsAt : undefined,
			memoryRecoverySeconds: this.memoryRightAt === undefined ? undefined : this.memoryRightAt - this.endsAt,
			requestsMeanwhile: meanwhile.length,
			requestsWasted: meanwhile.filter(({ wasStruck }) => wasStruck).length,
			excuses: this.excuses,
			wrongAtEnd: this.wrongAtEnd,
		};
	}

	private wrongBlocks(truth: GroundTruth): Set<string> {
		const { blocks } = this.rig.double;
		const companies = companyOf(truth.entities);
		const players = truth.entities.filter(({ kind }) => kind === "player");
		const wrong = new Set<string>();
		for (const npc of truth.entities) {
			if (npc.kind !== "npc" || tierOf(npc, players) !== "awake") continue;
			const faults = [
				...statusFaults(blocks.get(npc.id, "status")?.value, npc, truth),
				...groupFaults(blocks.get(npc.id, "group_members")?.value, companies.get(npc.id)!),
			];
			for (const { label, kind, about } of faults) wrong.add(`${npc.id} ${label} ${kind} ${about}`);
		}
		return wrong;
	}
}
