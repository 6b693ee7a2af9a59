/// <reference types="@rbxts/testez/globals" />
import { type Frame, ReliableSession } from "server/net/reliable-session";
import { seededRandom } from "../../shared/support/random";
import { expectSame } from "../../shared/support/expectations";

type End = ReliableSession<string, string>;

function describeFrame({ seq, ack, items }: Frame<string>): string {
	return `${seq}/${ack}: ${items.join(" ")}`;
}

function endWith(...items: ReadonlyArray<string>): End {
	const session: End = new ReliableSession();
	for (const item of items) session.enqueue(item);
	return session;
}

export = () => {
	it("a session numbers items from one, and an empty frame by the next", () => {
		expect(describeFrame(endWith().frame(10))).to.equal("1/0: ");
		expect(describeFrame(endWith("a", "b").frame(10))).to.equal("1/0: a b");
	});
	it("a session repeats what was not acknowledged, as much as fits", () => {
		const session = endWith("a", "b", "c");
		expect(describeFrame(session.frame(2))).to.equal("1/0: a b");
		session.receive({ seq: 1, ack: 1, items: [] });
		expect(describeFrame(session.frame(2))).to.equal("2/0: b c");
		expect(session.pendingCount()).to.equal(2);
		session.receive({ seq: 1, ack: 3, items: [] });
		expect(describeFrame(session.frame(2))).to.equal("4/0: ");
	});
	it("a session gives each new item of a frame once", () => {
		const session = endWith();
		expect(session.receive({ seq: 1, ack: 0, items: ["a", "b"] }).join(" ")).to.equal("a b");
		expect(session.receive({ seq: 1, ack: 0, items: ["a", "b"] }).join(" ")).to.equal("");
		expect(session.receive({ seq: 2, ack: 0, items: ["b", "c"] }).join(" ")).to.equal("c");
		expect(session.frame(1).ack).to.equal(3);
	});
	it("a session gives nothing of a frame after a gap", () => {
		const session = endWith();
		session.receive({ seq: 1, ack: 0, items: ["a"] });
		expectSame(session.receive({ seq: 3, ack: 0, items: ["c"] }), []);
		expect(session.frame(1).ack).to.equal(1);
	});
	it("a session ignores acknowledgements of old items, and of items that were never sent", () => {
		const session = endWith("a", "b");
		session.receive({ seq: 1, ack: 1, items: [] });
		session.receive({ seq: 1, ack: 99, items: [] });
		session.receive({ seq: 1, ack: 0, items: [] });
		expect(describeFrame(session.frame(10))).to.equal("2/0: b");
		expect(session.pendingCount()).to.equal(1);
	});

	it("a session loses and repeats nothing over a transport that drops, doubles and delays", () => {
		for (let seed = 1; seed <= 60; seed++) {
			const random = seededRandom(seed);
			const [place, gateway] = [endWith(), endWith()];
			const [toGateway, toPlace] = [new Array<Frame<string>>(), new Array<Frame<string>>()];
			const [atGateway, atPlace] = [new Array<string>(), new Array<string>()];
			const send = (frame: Frame<string>, wire: Array<Frame<string>>) => {
				for (let copies = random.integer(0, 2); copies > 0; copies--) wire.push(frame);
			};
			const deliver = (wire: Array<Frame<string>>, to: End, into: Array<string>) => {
				const frame = wire.remove(random.integer(0, math.max(0, wire.size() - 1)));
				if (frame !== undefined) for (const item of to.receive(frame)) into.push(item);
			};
			for (let index = 1; index <= 40; index++) {
				place.enqueue(`op ${index}`);
				gateway.enqueue(`event ${index}`);
				send(place.frame(random.integer(0, 5)), toGateway);
				send(gateway.frame(random.integer(0, 5)), toPlace);
				deliver(toGateway, gateway, atGateway);
				deliver(toPlace, place, atPlace);
			}
			while (place.pendingCount() + gateway.pendingCount() > 0) {
				for (const item of gateway.receive(place.frame(7))) atGateway.push(item);
				for (const item of place.receive(gateway.frame(7))) atPlace.push(item);
			}
			for (let index = 1; index <= 40; index++) {
				expect(atGateway[index - 1]).to.equal(`op ${index}`);
				expect(atPlace[index - 1]).to.equal(`event ${index}`);
			}
			expect(atGateway.size() + atPlace.size()).to.equal(80);
		}
	});
};
