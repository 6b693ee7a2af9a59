import type { ClusterTracker } from "server/rules/company/clusters";
import type { Entity } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";

const JOIN_STUDS = 18;
const CAP = 12;

/** What is wrong with a tracker's clusters of the people just stepped; undefined if nothing is. */
export function violation(
	tracker: Pick<ClusterTracker, "clusterOf">,
	entities: ReadonlyArray<Entity>,
): string | undefined {
	const here = new Set(entities.map(({ id }) => id));
	for (const { id } of entities) {
		const members = tracker.clusterOf(id)?.members;
		if (members === undefined) continue;
		if (members.size() < 2 || members.size() > CAP) return `${id} is in a cluster of ${members.size()}`;
		if (!members.includes(id)) return `${id} is not in its own cluster`;
		for (const member of members) {
			if (tracker.clusterOf(member)?.members !== members) return `${id} and ${member} disagree`;
			if (!here.has(member)) return `${id} is with ${member}, who is not there`;
		}
	}
	return closeButApart(tracker, entities);
}

function closeButApart(
	tracker: Pick<ClusterTracker, "clusterOf">,
	entities: ReadonlyArray<Entity>,
): string | undefined {
	for (let i = 0; i < entities.size(); i++) {
		for (let j = i + 1; j < entities.size(); j++) {
			const [a, b] = [entities[i], entities[j]];
			if (distanceBetween(a.position, b.position) >= JOIN_STUDS) continue;
			const [one, other] = [tracker.clusterOf(a.id), tracker.clusterOf(b.id)];
			if (one !== undefined && one === other) continue;
			const together = (one?.members.size() ?? 1) + (other?.members.size() ?? 1);
			if (together <= CAP) return `${a.id} and ${b.id} are apart although they are close`;
		}
	}
	return undefined;
}

/** Who is with whom, as text: clusters by id, members by name. */
export function describeClusters(
	tracker: Pick<ClusterTracker, "clusterOf">,
	entities: ReadonlyArray<Entity>,
): string {
	const seen = new Set<string>();
	for (const { id } of entities) {
		const cluster = tracker.clusterOf(id);
		if (cluster !== undefined) seen.add(`${cluster.id}=${cluster.members.join(",")}`);
	}
	return [...seen].sort().join(" ");
}
