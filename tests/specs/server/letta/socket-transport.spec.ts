/// <reference types="@rbxts/testez/globals" />
import { GATEWAY, SOCKET } from "server/constants/letta";
import type { ClientFrame } from "server/wire/gateway-frames";
import { createGatewayKit, describeOps, type GatewayKit, readyEvent } from "../support/fake-gateway";
import type { FakeStream } from "../support/fake-streams";
import { expectAtMost, expectMore } from "../../shared/support/expectations";

/** A session that is open, and whose poll is. */
function openKit(): GatewayKit {
	const kit = createGatewayKit({ hasStreams: true });
	kit.port.start();
	kit.openSession();
	kit.clock.advance(0.01);
	return kit;
}

/** The same over a socket; the gateway has ended the poll. */
function liveKit(): GatewayKit {
	const kit = openKit();
	kit.streams.last().open();
	kit.streams.last().pong();
	kit.answer(kit.waiting("poll"));
	kit.clock.advance(0.01);
	return kit;
}

function setStatus(kit: GatewayKit, rev: number, npcId = "mara"): void {
	kit.port.setBlock({ npcId, label: "status", value: `v${rev}`, rev }, () => {});
}

/** The frames that the socket has carried, as `seq/ack: ops`. */
function framesOf(stream: FakeStream): ReadonlyArray<string> {
	return stream.sent
		.filter((message) => message.seq !== undefined)
		.map((message) => {
			const frame = message as unknown as ClientFrame;
			return `${frame.seq}/${frame.ack}: ${describeOps(frame.ops)}`;
		});
}

function pingsOf(stream: FakeStream): number {
	return stream.sent.filter(({ ping }) => ping !== undefined).size();
}

/** Lets time pass, every ping being answered. */
function hold(kit: GatewayKit, stream: FakeStream, seconds: number): void {
	for (let second = 0; second < seconds; second++) {
		kit.clock.advance(1);
		stream.pong();
	}
}

export = () => {
	describe("frames over a socket", () => {
		it("begin when the socket has opened and answered a ping, and end the poll", () => {
			const kit = openKit();
			const stream = kit.streams.last();
			expect(stream.path).to.equal("/v1/connect?session=s1");
			stream.open();
			setStatus(kit, 1);
			kit.clock.advance(0.2);
			// Not yet.
			kit.answer(kit.waiting("send"));
			expect(framesOf(stream).size()).to.equal(0);
			stream.pong();
			expect(framesOf(stream).join("; ")).to.equal("2/0: ");
			kit.answer(kit.waiting("poll"));
			hold(kit, stream, 30);
			expect(kit.http.waiting().size()).to.equal(0);
		});

		it("carry again what HTTP has sent and the gateway has not acknowledged", () => {
			const kit = openKit();
			setStatus(kit, 1);
			kit.clock.advance(0.2);
			kit.streams.last().open();
			kit.streams.last().pong();
			expect(framesOf(kit.streams.last()).join("; ")).to.equal("1/0: block mara.status=v1");
		});

		it("carry the first of many turns of one frame at once, and all others in a second message", () => {
			const kit = liveKit();
			kit.clock.advance(1);
			for (let number = 1; number <= 5; number++) kit.sendTurn(`npc-${number}`, `t${number}`);
			expect(framesOf(kit.streams.last()).size()).to.equal(2);
			kit.clock.advance(0);
			expect(framesOf(kit.streams.last()).size()).to.equal(3);
		});

		it("carry a turn at once, and let the rest wait for company", () => {
			const kit = liveKit();
			const stream = kit.streams.last();
			setStatus(kit, 1);
			kit.clock.advance(SOCKET.coalesceSeconds / 2);
			expect(framesOf(stream).size()).to.equal(1);
			kit.sendTurn("mara", "t1");
			expect(framesOf(stream)[1]).to.equal("1/0: block mara.status=v1,turn t1");
			setStatus(kit, 2);
			kit.clock.advance(SOCKET.coalesceSeconds);
			// Only what the socket has not carried yet.
			expect(framesOf(stream)[2]).to.equal("3/0: block mara.status=v2");
		});

		it("bring events, which are acknowledged once, soon", () => {
			const kit = liveKit();
			const stream = kit.streams.last();
			kit.ensure("mara");
			kit.ensure("bram");
			kit.clock.advance(0.1);
			stream.tell({ seq: 1, ack: 2, events: [readyEvent("mara")] });
			stream.tell({ seq: 2, ack: 2, events: [readyEvent("bram")] });
			expect(kit.states.join(",")).to.equal("mara ready,bram ready");
			kit.clock.advance(3);
			expect(framesOf(stream).size()).to.equal(3);
			expect(framesOf(stream)[2]).to.equal("3/2: ");
		});

		it("cost no request", () => {
			const kit = liveKit();
			const before = kit.http.requests.size();
			for (let rev = 1; rev <= 40; rev++) {
				setStatus(kit, rev);
				hold(kit, kit.streams.last(), 3);
			}
			expect(kit.http.requests.size()).to.equal(before);
		});

		it("divide what is too much for one message, and leave nothing behind", () => {
			const kit = liveKit();
			for (let index = 0; index < 200; index++) setStatus(kit, 1, `npc${index}`);
			kit.clock.advance(1);
			let ops = 0;
			for (const message of kit.streams.last().sent)
				if (message.seq !== undefined) ops += (message as unknown as ClientFrame).ops.size();
			expect(ops).to.equal(200);
		});

		it("end with the session: the server takes its leave by HTTP when all has arrived", () => {
			const kit = liveKit();
			const stream = kit.streams.last();
			setStatus(kit, 1);
			let isClosed = false;
			kit.port.close(10, () => (isClosed = true));
			kit.clock.advance(0.1);
			expect(kit.http.waiting().size()).to.equal(0);
			stream.tell({ seq: 1, ack: 1, events: [] });
			const [request] = kit.http.waiting();
			expect(request.method).to.equal("DELETE");
			request.respond({ kind: "ok", status: 204, body: "" });
			expect(isClosed).to.equal(true);
			expect(stream.isClosed()).to.equal(true);
		});
	});

	describe("a socket that is lost", () => {
		const ways: ReadonlyArray<[name: string, lose: (kit: GatewayKit, stream: FakeStream) => void]> = [
			["breaks", (_, stream) => stream.breakOff()],
			["answers no ping", (kit) => kit.clock.advance(SOCKET.pingSeconds * 2 + 1)],
			["says what cannot be read", (_, stream) => stream.tellRaw("{")],
			["says what is no frame", (_, stream) => stream.tell({ seq: "one" })],
			["is ended by the gateway", (_, stream) => stream.tell({ error: "shutting_down", message: "bye" })],
		];
		for (const [name, lose] of ways)
			it(`because it ${name} gives way to HTTP at once, and nothing is lost`, () => {
				const kit = liveKit();
				const stream = kit.streams.last();
				kit.sendTurn("mara", "t1");
				kit.clock.advance(0.01);
				expect(framesOf(stream)[1]).to.equal("1/0: turn t1");
				lose(kit, stream);
				kit.clock.advance(GATEWAY.coalesceSeconds + 0.01);
				expect(stream.isClosed()).to.equal(true);
				expect(kit.http.waiting().size()).to.equal(1);
				expect(describeOps(kit.frameOf(kit.waiting("send")).ops)).to.equal("turn t1");
			});

		it("is replaced by one that has held for a while", () => {
			const kit = liveKit();
			kit.streams.last().breakOff();
			kit.clock.advance(SOCKET.retry.baseSeconds);
			expect(kit.streams.opened.size()).to.equal(2);
			const second = kit.streams.last();
			second.open();
			second.pong();
			kit.clock.advance(0.1);
			expect(framesOf(second).size()).to.equal(0);
			hold(kit, second, SOCKET.holdSeconds * (SOCKET.pingsAfterLoss - 1) + 1);
			expect(framesOf(second).size()).to.equal(1);
			kit.answer(kit.waiting("poll"));
			kit.clock.advance(1);
			expect(kit.http.waiting().size()).to.equal(0);
		});

		it("is tried again more and more rarely, by one socket at a time", () => {
			const kit = openKit();
			for (let minute = 0; minute < 10; minute++) {
				for (let second = 0; second < 60; second++) {
					kit.clock.advance(1);
					kit.streams.last().breakOff();
				}
				const open = kit.streams.opened.filter((stream) => !stream.isClosed());
				expectAtMost(open.size(), 1);
			}
			expectMore(kit.streams.opened.size(), 15);
			expectAtMost(kit.streams.opened.size(), 60);
			expect(kit.log.count("warn")).to.equal(0);
		});

		it("that never opens is given up in time", () => {
			const kit = openKit();
			const first = kit.streams.last();
			kit.clock.advance(SOCKET.openSeconds + SOCKET.retry.baseSeconds + 0.1);
			expect(first.isClosed()).to.equal(true);
			expect(kit.streams.opened.size()).to.equal(2);
			first.open();
			expect(pingsOf(first)).to.equal(0);
		});

		it("of a session that the gateway has lost is opened for the new one", () => {
			const kit = liveKit();
			kit.streams.last().tell({ error: "unknown_session", message: "no such session" });
			kit.clock.advance(0.01);
			kit.refuse(kit.waiting("poll"), 404, "unknown_session");
			kit.clock.advance(1);
			kit.openSession("s2");
			kit.clock.advance(0.01);
			expect(kit.streams.last().path).to.equal("/v1/connect?session=s2");
			expectAtMost(kit.streams.opened.filter((stream) => !stream.isClosed()).size(), 1);
		});
	});

	describe("an engine without sockets", () => {
		it("goes on over HTTP, tries once for each session, and logs no warning", () => {
			const kit = createGatewayKit();
			kit.port.start();
			kit.openSession();
			kit.clock.advance(100);
			expect(kit.isWaiting("poll")).to.equal(true);
			expect(kit.log.count("no socket")).to.equal(1);
			expect(kit.log.count("warn")).to.equal(0);
		});
	});
};
