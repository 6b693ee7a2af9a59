import type { Clock, Log, Random } from "server/ports";
import { CLOUD } from "server/constants/letta";
import { OWNER_TAG } from "server/wire/agent-tags";
import type { LettaBlock } from "server/wire/letta-guards";
import { deleteBlock, listAgentsOfBlock, listLooseBlocks } from "./agent-operations";
import type { CloudRequests } from "./cloud-requests";

export interface StrayBlockDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly requests: CloudRequests;
}

/**
 * The descriptions of blocks that say something of players, from before blocks had our tag. A persona's, `Who you are`,
 * could be anybody's.
 */
const OLD_DESCRIPTIONS: ReadonlySet<string> = new Set([
	"How and where you were when this was last noted; the newest is in the message",
	"Who was with you when this was last noted, by name; the newest is in the message",
	"What you want to remember of people and of what happened. Yours to write.",
]);

const OPTIONS = { class: "housekeeping" } as const;

const isOurs = ({ tags, description }: LettaBlock) =>
	tags?.includes(OWNER_TAG) === true || (description !== undefined && OLD_DESCRIPTIONS.has(description));

/**
 * Deletes blocks of ours that belong to no agent: those of agents that earlier versions, or somebody else, deleted without
 * their blocks. A block that is being made belongs to nobody for a moment, and a server may not know the filter. So each is
 * looked at again, a while later, before it goes. Returns a function that stops it.
 */
export function startStrayBlockSweep({ clock, random, log, requests }: StrayBlockDeps): () => void {
	let isStopped = false;
	let cancel: () => void = () => {};

	const deleteFrom = (ids: ReadonlyArray<string>, at: number, count: number): void => {
		if (isStopped) return;
		if (at === ids.size()) {
			if (count > 0) log.info("deleted blocks that belonged to no agent", { count });
			return;
		}
		requests.send(listAgentsOfBlock(ids[at]), OPTIONS, (reply) => {
			if (reply.kind !== "ok" || !reply.value.isEmpty()) return deleteFrom(ids, at + 1, count);
			requests.send(deleteBlock(ids[at]), OPTIONS, (deleted) =>
				deleteFrom(ids, at + 1, deleted.kind === "ok" ? count + 1 : count),
			);
		});
	};

	const collect = (found: ReadonlyArray<string>, after: string | undefined, page: number): void =>
		requests.send(listLooseBlocks(after), OPTIONS, (reply) => {
			if (reply.kind !== "ok" || isStopped) return;
			const ids = [...found, ...reply.value.mapFiltered((block) => (isOurs(block) ? block.id : undefined))];
			const last = reply.value[reply.value.size() - 1] as LettaBlock | undefined;
			if (last?.id !== undefined && reply.value.size() === CLOUD.pageSize && page < CLOUD.maxPages)
				return collect(ids, last.id, page + 1);
			const doomed = ids.filter((_, index) => index < CLOUD.maxSweptBlocks);
			if (!doomed.isEmpty()) clock.after(CLOUD.looseSeconds, () => deleteFrom(doomed, 0, 0));
		});

	const sweep = () => {
		plan(CLOUD.sweepSeconds * (1 + random.next() / 2));
		collect([], undefined, 1);
	};

	const plan = (seconds: number) => {
		if (!isStopped) cancel = clock.after(seconds, sweep);
	};

	plan(CLOUD.firstSweepSeconds * (1 + random.next()));
	return () => {
		isStopped = true;
		cancel();
	};
}
