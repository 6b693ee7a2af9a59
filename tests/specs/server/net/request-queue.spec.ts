/// <reference types="@rbxts/testez/globals" />
import type { RequestClass } from "server/net/request-class";
import { RequestQueue } from "server/net/request-queue";

const HANDICAPS = { turn: 0, actionResult: 5, departure: 10, group: 15, status: 20, housekeeping: 25 };

interface Wish {
	readonly class?: RequestClass;
	readonly since?: number;
	readonly key?: string;
	readonly lane?: string;
}

function createQueue(wishes: ReadonlyArray<readonly [name: string, wish: Wish]>): RequestQueue<string> {
	const queue = new RequestQueue<string>(HANDICAPS);
	wishes.forEach(([payload, wish], index) => {
		const { since = 0, key, lane } = wish;
		queue.add({
			id: index + 1,
			spec: { class: wish.class ?? "status", payload, host: "h", repeat: "always", key, lane },
			since,
			attempts: 0,
			notBefore: since,
		});
	});
	return queue;
}

/** The order in which everything would go out. */
function drain(queue: RequestQueue<string>): string {
	const names = new Array<string>();
	let best = queue.best(() => true);
	while (best !== undefined) {
		const taken = best;
		queue.takeWhere((entry) => entry === taken);
		names.push(taken.spec.payload);
		best = queue.best(() => true);
	}
	return names.join(",");
}

export = () => {
	describe("the queue of requests", () => {
		it("lets the more urgent class go first, whatever came first", () => {
			const queue = createQueue([
				["sweep", { class: "housekeeping" }],
				["where", { class: "status" }],
				["who", { class: "group" }],
				["gone", { class: "departure" }],
				["tool", { class: "actionResult" }],
				["talk", { class: "turn" }],
			]);
			expect(drain(queue)).to.equal("talk,tool,gone,who,where,sweep");
		});

		it("lets the request of a class that has waited longest go first", () => {
			const queue = createQueue([
				["late", { since: 2 }],
				["early", { since: 1 }],
			]);
			expect(drain(queue)).to.equal("early,late");
		});

		it("lets a lower class go first if it has waited long enough", () => {
			const queue = createQueue([
				["turn", { class: "turn", since: 21 }],
				["status", { class: "status", since: 0 }],
			]);
			expect(drain(queue)).to.equal("status,turn");
		});

		it("puts a newer request with the same key into the older one's place", () => {
			const queue = createQueue([
				["old", { key: "k", since: 0 }],
				["other", { since: 1 }],
				["new", { key: "k", since: 2 }],
			]);
			expect(drain(queue)).to.equal("new,other");
		});

		it("keeps the urgency of the request that it replaces, so that no departure is forgotten", () => {
			const queue = createQueue([
				["left", { key: "k", class: "departure" }],
				["other", { class: "departure", since: 1 }],
				["joined", { key: "k", class: "group", since: 2 }],
			]);
			expect(drain(queue)).to.equal("joined,other");
		});

		it("knows the first of each lane, also after one was put back", () => {
			const queue = createQueue([
				["a", { lane: "l" }],
				["b", { lane: "l" }],
			]);
			const [first] = queue.takeWhere(({ spec }) => spec.payload === "a");
			expect(queue.lanesFirst().get("l")?.spec.payload).to.equal("b");
			queue.putBack(first);
			expect(queue.lanesFirst().get("l")?.spec.payload).to.equal("a");
		});

		it("lets the most urgent of a lane go first, so that no departure waits behind a status", () => {
			const queue = createQueue([
				["where", { lane: "l", class: "status" }],
				["gone", { lane: "l", class: "departure", since: 1 }],
			]);
			expect(queue.lanesFirst().get("l")?.spec.payload).to.equal("gone");
		});
	});
};
