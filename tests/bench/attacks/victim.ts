import { setTimeout as sleep } from "node:timers/promises";
import { ask, json, type Target } from "./target.ts";

/** Longer than the pause between two answers to polls, which would otherwise be part of each time. */
const TURN_GAP_SECONDS = 0.6;

/** A game with a key of its own, which talks all the time. */
export class Victim {
	private seq = 1;
	private acked = 0;
	private turns = 0;
	private sessionId = "";
	readonly failures: string[] = [];

	constructor(
		private readonly where: Pick<Target, "port" | "from" | "isSecure">,
		private readonly token: string,
		private readonly serverId: string,
	) {}

	async open(): Promise<string> {
		const identity = { protocol: 1, placeId: 1, serverId: this.serverId, memoryMode: "session" };
		this.sessionId = ((await this.post("/v1/sessions", identity)) as { sessionId: string }).sessionId;
		return this.sessionId;
	}

	/** Milliseconds from a turn's frame to its end, for each turn while it goes on. */
	async talk(isOn: () => boolean): Promise<number[]> {
		const times: number[] = [];
		while (isOn()) {
			const next = sleep(TURN_GAP_SECONDS * 1000);
			times.push(await this.turn());
			await next;
		}
		return times;
	}

	private async turn(): Promise<number> {
		const turnId = `v${++this.turns}`;
		const startedAt = performance.now();
		const op = { op: "turn", npcId: "mara", turnId, content: "hello" };
		const path = `/v1/sessions/${this.sessionId}/frames?wait=5`;
		try {
			const frame = { seq: this.seq, ack: this.acked, ops: [op] };
			const { events } = (await this.post(path, frame)) as { events: { event: string; turnId: string }[] };
			this.seq += 1;
			this.acked += events.length;
			if (!events.some((event) => event.event === "turnDone" && event.turnId === turnId))
				this.failures.push("no end");
		} catch (error) {
			this.failures.push((error as Error).message);
		}
		return performance.now() - startedAt;
	}

	private async post(path: string, body: object): Promise<unknown> {
		const target = { ...this.where, token: this.token, revokedToken: "", sessionId: "" };
		const answer = await ask(target, { path, headers: json(this.token), body: JSON.stringify(body) });
		const { error } = answer as { error?: string };
		if (error !== undefined) throw new Error(error);
		return answer;
	}
}

/** Several game servers of one key, each with a talk of its own. */
export class Victims {
	constructor(private readonly all: ReadonlyArray<Victim>) {}

	get failures(): ReadonlyArray<string> {
		return this.all.flatMap(({ failures }) => failures);
	}

	async open(): Promise<string> {
		const ids = await Promise.all(this.all.map((one) => one.open()));
		return ids[0]!;
	}

	talk(seconds: number): Promise<number[]> {
		const until = Date.now() + seconds * 1000;
		return this.talkWhile(() => Date.now() < until);
	}

	async talkWhile(isOn: () => boolean): Promise<number[]> {
		// Not all at once, as if they were one.
		const talks = this.all.map(async (one, index) => {
			await sleep((TURN_GAP_SECONDS * 1000 * index) / this.all.length);
			return one.talk(isOn);
		});
		return (await Promise.all(talks)).flat();
	}
}
