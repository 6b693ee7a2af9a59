/// <reference types="@rbxts/testez/globals" />
import { GATEWAY } from "server/constants/letta";
import { createGatewayKit, describeOps, openWithMara, readyEvent } from "../support/fake-gateway";
import {
	expectAtMost,
	expectItem,
	expectMore,
	expectNoText,
	expectText,
} from "../../shared/support/expectations";

function openKit() {
	const kit = createGatewayKit();
	kit.port.start();
	kit.openSession();
	kit.clock.advance(0.01);
	return kit;
}

function setStatus(kit: ReturnType<typeof createGatewayKit>, rev: number, npcId = "mara"): void {
	kit.port.setBlock({ npcId, label: "status", value: `v${rev}`, rev }, () => {});
}

/** As `setStatus`, for a change that may wait. */
function setAction(kit: ReturnType<typeof createGatewayKit>, rev: number): void {
	kit.port.setBlock({ npcId: "mara", label: "status", value: `v${rev}`, rev, patient: true }, () => {});
}

function busiestMinute({ http: { requests } }: ReturnType<typeof createGatewayKit>): number {
	let most = 0;
	for (const { at } of requests) {
		const inMinute = requests.filter((other) => other.at >= at && other.at < at + 60);
		most = math.max(most, inMinute.size());
	}
	return most;
}

export = () => {
	describe("frames over HTTP", () => {
		it("identify the server when a session is opened", () => {
			const kit = createGatewayKit();
			kit.port.start();
			const request = kit.waiting("open");
			expect(request.method).to.equal("POST");
			const body = kit.frameOf(request) as unknown as Record<string, unknown>;
			expect(body.protocol).to.equal(1);
			expect(body.placeId).to.equal(1);
			expect(body.serverId).to.equal("server");
			expect(body.memoryMode).to.equal("session");
		});

		it("keep one poll open for as long as the gateway allows, and poll again after its answer", () => {
			const kit = openKit();
			const poll = kit.waiting("poll");
			expectText(poll.path, "/v1/sessions/s1/frames?wait=20");
			expectMore(poll.timeoutSeconds, 20);
			kit.clock.advance(15);
			expect(kit.http.waiting().size()).to.equal(1);
			kit.answer(poll);
			kit.clock.advance(0.01);
			expect(kit.isWaiting("poll")).to.equal(true);
			expect(kit.http.waiting().size()).to.equal(1);
		});

		it("send what came within a moment in one request, beside the poll", () => {
			const kit = openKit();
			setStatus(kit, 1);
			kit.clock.advance(0.05);
			setStatus(kit, 1, "bram");
			expect(kit.isWaiting("send")).to.equal(false);
			kit.clock.advance(0.06);
			expect(describeOps(kit.frameOf(kit.waiting("send")).ops)).to.equal(
				"block mara.status=v1,block bram.status=v1",
			);
			expect(kit.isWaiting("poll")).to.equal(true);
		});

		it("wait for the next session when the gateway stops, while its last events are fetched", () => {
			const kit = openKit();
			kit.ensure("mara");
			kit.acceptOps();
			kit.answer(kit.waiting("poll"), [{ event: "moving" }]);
			kit.clock.advance(0.3);
			setStatus(kit, 2);
			kit.clock.advance(5);
			expect(kit.isWaiting("send")).to.equal(false);
			kit.answer(kit.waiting("poll"), [readyEvent("mara")]);
			expect(kit.states[kit.states.size() - 1]).to.equal("mara ready");
			kit.clock.advance(0.3);
			kit.breakOff(kit.waiting("poll"));
			kit.clock.advance(5);
			kit.openSession("s2");
			kit.clock.advance(0.3);
			expectText(describeOps(kit.acceptOps()), "ensure mara");
		});

		it("still go to a gateway that stops when the server closes, too", () => {
			const kit = openKit();
			kit.ensure("mara");
			kit.acceptOps();
			kit.answer(kit.waiting("poll"), [{ event: "moving" }]);
			kit.clock.advance(0.3);
			kit.port.release("mara", true);
			kit.port.close(5, () => {});
			kit.clock.advance(0.3);
			expectText(describeOps(kit.acceptOps()), "release mara");
		});

		it("leave with little delay where the engine lets one request out at once: polls become short", () => {
			const kit = openKit();
			const poll = kit.waiting("poll");
			setStatus(kit, 1);
			kit.clock.advance(0.2);
			for (let time = 0; time < 2; time++) {
				kit.respondRaw(kit.waiting("send"), {
					kind: "network",
					message: "crowded",
					unsent: "tooManyAtOnce",
				});
				kit.clock.advance(0.6);
			}
			expect(describeOps(kit.frameOf(kit.waiting("send")).ops)).to.equal("block mara.status=v1");
			kit.answer(kit.waiting("send"));
			kit.answer(poll);
			kit.clock.advance(0.01);
			expectText(kit.http.waiting()[0].path, "wait=5");
			expect(kit.log.count("cannot be reached")).to.equal(0);
		});

		it("may all be held, but only so many at once; then one is answered at once, and blocks wait for that", () => {
			const kit = openKit();
			for (let rev = 1; rev <= 50; rev++) {
				setStatus(kit, rev);
				kit.clock.advance(0.3);
			}
			const requests = kit.http.waiting();
			const held = requests.filter(({ path }) => path.find("wait=20")[0] !== undefined);
			expect(held.size()).to.equal(GATEWAY.maxPolls);
			expect(requests.size()).to.equal(GATEWAY.maxPolls + 1);
			kit.answer(requests[GATEWAY.maxPolls]);
			kit.clock.advance(1);
			const { ops } = kit.frameOf(kit.waiting("send"));
			expect(describeOps(ops)).to.equal("block mara.status=v50");
			expect(kit.http.waiting().size()).to.equal(GATEWAY.maxPolls + 1);
		});

		it("that are held save the poll after an answer", () => {
			const kit = openWithMara();
			kit.sendTurn("mara", "t1");
			kit.clock.advance(GATEWAY.turnSeconds + 0.01);
			const [poll, turn] = [kit.waiting("poll"), kit.waiting("send")];
			kit.answer(poll, [readyEvent("mara")]);
			kit.clock.advance(5);
			expect(kit.http.waiting().size()).to.equal(1);
			kit.answer(turn);
			kit.clock.advance(1);
			expect(kit.isWaiting("poll")).to.equal(true);
		});

		it("acknowledge the events that have arrived", () => {
			const kit = openKit();
			kit.answer(kit.waiting("poll"), [readyEvent("a"), readyEvent("b")]);
			kit.clock.advance(0.01);
			expect(kit.frameOf(kit.waiting("poll")).ack).to.equal(2);
		});

		it("split a long queue", () => {
			const kit = openKit();
			for (let index = 0; index < 150; index++) setStatus(kit, 1, `npc${index}`);
			kit.clock.advance(0.2);
			expect(kit.frameOf(kit.waiting("send")).ops.size()).to.equal(64);
			expect(kit.acceptOps().size()).to.equal(150);
		});

		it("that are full are answered at once, and what did not fit leaves right after the answer", () => {
			const kit = openKit();
			for (let index = 0; index < 70; index++) kit.sendTurn(`npc${index}`, `t${index}`);
			kit.clock.advance(GATEWAY.turnSeconds + 0.01);
			const full = kit.waiting("send");
			expect(kit.frameOf(full).ops.size()).to.equal(64);
			kit.answer(full);
			kit.clock.advance(GATEWAY.turnSeconds + 0.01);
			const rest = kit.http.waiting().map((request) => kit.frameOf(request).ops.size());
			expectItem(rest, 6);
		});

		it("stay well within the engine's limit, however busy the town is", () => {
			const kit = openKit();
			const started = kit.clock.now();
			let turns = 0;
			while (kit.clock.now() < started + 120) {
				turns += 1;
				kit.sendTurn("mara", `t${turns}`);
				kit.clock.advance(0.05);
				for (const request of kit.http.waiting()) kit.answer(request, [readyEvent("mara")]);
			}
			const most = busiestMinute(kit);
			expectAtMost(most, 400);
			expectMore(most, 200);
		});

		it("bring blocks in requests of their own only while requests are few", () => {
			const kit = openKit();
			const started = kit.clock.now();
			for (let rev = 1; kit.clock.now() < started + 120; rev++) {
				setAction(kit, rev);
				kit.clock.advance(0.1);
				if (kit.isWaiting("send")) kit.answer(kit.waiting("send"));
			}
			const most = busiestMinute(kit);
			expectAtMost(most, 102);
			expectMore(most, 80);
		});

		it("let a departure ride on another request for a moment, when requests are many", () => {
			const kit = openKit();
			const depart = (rev: number) => {
				const block = { npcId: "mara", label: "group_members", value: `v${rev}`, rev, urgent: true };
				kit.port.setBlock(block, () => {});
			};
			depart(1);
			kit.clock.advance(GATEWAY.coalesceSeconds + 0.01);
			expectText(describeOps(kit.frameOf(kit.waiting("send")).ops), "v1");
			for (let request = 0; request < 20; request++) {
				kit.answer(kit.waiting("send"));
				kit.sendTurn("mara", `t${request}`);
				kit.clock.advance(GATEWAY.turnSeconds + 0.01);
			}
			kit.answer(kit.waiting("send"));
			kit.clock.advance(0.02);
			depart(2);
			kit.clock.advance(GATEWAY.coalesceSeconds + 0.01);
			expect(kit.isWaiting("send")).to.equal(false);
			kit.clock.advance(GATEWAY.maxRideSeconds.departure - GATEWAY.coalesceSeconds);
			expectText(describeOps(kit.frameOf(kit.waiting("send")).ops), "v2");
		});

		it("carry each of fifty lines at once, in a second's time, without waiting for the pace", () => {
			const kit = openKit();
			for (let line = 0; line < 50; line++) {
				kit.sendTurn("mara", `t${line}`);
				kit.clock.advance(GATEWAY.turnSeconds + 0.01);
				expectText(describeOps(kit.frameOf(kit.waiting("send")).ops), `turn t${line}`);
				kit.answer(kit.waiting("send"));
			}
		});

		it("cost few requests while nothing happens", () => {
			const kit = openKit();
			for (let minute = 0; minute < 3; minute++) {
				kit.clock.advance(20);
				kit.answer(kit.waiting("poll"));
				kit.clock.advance(0.1);
			}
			expect(kit.http.requests.size()).to.equal(5);
		});
	});

	describe("polls while NPCs talk", () => {
		const sentence = (turnId: string, index: number) => ({
			event: "sentence",
			npcId: "mara",
			turnId,
			index,
			text: "Hello.",
		});

		function talk(
			kit: ReturnType<typeof createGatewayKit>,
			turnId: string,
			isEndAwaited = () => false,
		): void {
			const spareSeconds = () => 10;
			kit.port.sendTurn("mara", { turnId, content: "c", spareSeconds, isEndAwaited }, () => {});
		}

		/** The first sentence of a turn has come, and the NPC needs no other for a while. */
		function reading() {
			const kit = openWithMara();
			let isAwaited = false;
			talk(kit, "t1", () => isAwaited);
			kit.acceptOps();
			kit.answer(kit.waiting("poll"), [sentence("t1", 0)]);
			return { kit, endIsAwaited: (isIt: boolean) => (isAwaited = isIt) };
		}

		it("wait until an NPC needs its next sentence", () => {
			const { kit } = reading();
			kit.clock.advance(GATEWAY.maxRestSeconds - 0.1);
			expect(kit.http.waiting().size()).to.equal(0);
			kit.clock.advance(0.2);
			expect(kit.isWaiting("poll")).to.equal(true);
		});

		it("are made by the next turn's request", () => {
			const { kit } = reading();
			talk(kit, "t2");
			kit.clock.advance(GATEWAY.turnSeconds + 0.01);
			expect(kit.http.waiting().size()).to.equal(1);
			const request = kit.waiting("send");
			expectText(request.path, "wait=20");
			expectText(describeOps(kit.frameOf(request).ops), "turn t2");
			kit.clock.advance(10);
			expect(kit.http.waiting().size()).to.equal(1);
		});

		it("follow soon while a player waits for the first words of another turn", () => {
			const kit = openWithMara();
			talk(kit, "t1");
			talk(kit, "t2");
			kit.acceptOps();
			kit.answer(kit.waiting("poll"), [sentence("t1", 0)]);
			kit.clock.advance(GATEWAY.pollAgainSeconds + 0.01);
			expectText(kit.waiting("poll").path, `rest=${GATEWAY.maxRestSeconds}`);
		});

		it("follow at once when somebody waits for the end of a turn, over a poll beside one that lets it rest", () => {
			const { kit, endIsAwaited } = reading();
			kit.port.hasten();
			kit.clock.advance(0.1);
			expect(kit.isWaiting("poll")).to.equal(false);
			endIsAwaited(true);
			kit.port.hasten();
			kit.clock.advance(0.01);
			expectNoText(kit.waiting("poll").path, "idle");
			const [before] = kit.http.waiting();
			kit.port.hasten();
			kit.clock.advance(1);
			expect(kit.http.waiting().size()).to.equal(1);

			talk(kit, "t2");
			endIsAwaited(false);
			kit.acceptOps();
			kit.answer(before, []);
			kit.clock.advance(0.2);
			expectText(kit.waiting("poll").path, `idle=${GATEWAY.maxRestSeconds}`);
			endIsAwaited(true);
			kit.port.hasten();
			kit.clock.advance(0.01);
			expect(kit.http.waiting().size()).to.equal(2);
			kit.answer(kit.waiting("poll"));
			kit.clock.advance(5);
			expectNoText(kit.waiting("poll").path, "idle");
			expect(kit.http.waiting().size()).to.equal(1);
		});

		it("take blocks along when requests are many, and a block that finds none goes by itself", () => {
			const kit = openKit();
			const started = kit.clock.now();
			for (let rev = 1; kit.clock.now() < started + 10; rev++) {
				setAction(kit, rev);
				kit.clock.advance(0.1);
				if (kit.isWaiting("send")) kit.answer(kit.waiting("send"));
			}
			const before = kit.http.requests.size();
			kit.answer(kit.waiting("poll"));
			setAction(kit, 1000);
			kit.clock.advance(0.05);
			expect(kit.http.requests.size()).to.equal(before + 1);
			expectText(describeOps(kit.frameOf(kit.waiting("send")).ops), "v1000");
			kit.answer(kit.waiting("send"));
			kit.clock.advance(0.01);
			setAction(kit, 1001);
			kit.clock.advance(2 * GATEWAY.coalesceSeconds);
			expect(kit.isWaiting("send")).to.equal(false);
			kit.clock.advance(GATEWAY.maxRideSeconds.patient);
			expectText(describeOps(kit.frameOf(kit.waiting("send")).ops), "v1001");
		});
	});

	describe("failures of the connection", () => {
		it("are tried again later and later, one request at a time, and logged without a flood", () => {
			const kit = createGatewayKit();
			kit.port.start();
			const gaps = new Array<number>();
			for (let attempt = 0; attempt < 12; attempt++) {
				const failedAt = kit.clock.now();
				kit.breakOff(kit.waiting("open"));
				expect(kit.http.waiting().size()).to.equal(0);
				while (!kit.isWaiting("open")) kit.clock.advance(0.05);
				gaps.push(kit.clock.now() - failedAt);
			}
			expectMore(gaps[11], gaps[2]);
			expectAtMost(gaps[11], 31);
			expect(kit.log.count("warn")).to.equal(1);
			kit.openSession();
			kit.clock.advance(1);
			expect(kit.isWaiting("poll")).to.equal(true);
		});

		it("obey Retry-After", () => {
			const kit = openKit();
			kit.refuse(kit.waiting("poll"), 429, "rate_limited", 12);
			kit.clock.advance(11.9);
			expect(kit.http.waiting().size()).to.equal(0);
			kit.clock.advance(0.3);
			expect(kit.isWaiting("send")).to.equal(true);
		});

		it("keep everything else waiting until it is time to try again", () => {
			const kit = openKit();
			setStatus(kit, 1);
			kit.refuse(kit.waiting("poll"), 503, "shutting_down", 20);
			setStatus(kit, 2);
			kit.clock.advance(19);
			expect(kit.http.waiting().size()).to.equal(0);
			kit.clock.advance(2);
			expect(describeOps(kit.frameOf(kit.waiting("send")).ops)).to.equal("block mara.status=v2");
		});

		it("are ended by a short request, not by a long poll", () => {
			const kit = openKit();
			kit.breakOff(kit.waiting("poll"));
			kit.clock.advance(1);
			expect(kit.isWaiting("poll")).to.equal(false);
			kit.answer(kit.waiting("send"));
			kit.clock.advance(0.5);
			expect(kit.isWaiting("poll")).to.equal(true);
		});

		it("of two requests at once are followed by one retry", () => {
			const kit = openKit();
			setStatus(kit, 1);
			kit.clock.advance(0.2);
			const [poll, send] = [kit.waiting("poll"), kit.waiting("send")];
			const before = kit.http.requests.size();
			kit.breakOff(poll);
			kit.breakOff(send);
			kit.clock.advance(0.3);
			kit.answer(kit.waiting("send"));
			kit.clock.advance(10);
			// The attempt, and a poll after its success.
			expect(kit.http.requests.size()).to.equal(before + 2);
		});

		it("that refuse the token stop everything, with one clear message", () => {
			const kit = createGatewayKit();
			kit.port.start();
			kit.ensure("mara");
			kit.refuse(kit.waiting("open"), 401, "unauthorized");
			kit.clock.advance(GATEWAY.deniedRetrySeconds - 1);
			setStatus(kit, 1);
			expect(kit.http.requests.size()).to.equal(1);
			kit.clock.advance(2);
			kit.refuse(kit.waiting("open"), 401, "unauthorized");
			expect(kit.log.count("error the gateway refuses this server")).to.equal(1);
			expect(kit.log.count("LettaConfig.SecretName")).to.equal(1);
			expect(kit.states.join(",")).to.equal("mara failed rejected final");
		});

		it("that refuse the place say how to get a key for it, and nothing of the token", () => {
			const kit = createGatewayKit();
			kit.port.start();
			kit.ensure("mara");
			kit.refuse(kit.waiting("open"), 403, "forbidden");
			expect(kit.log.count("error the gateway refuses this server")).to.equal(1);
			expect(kit.log.count("keys -- make <name> --place <id>")).to.equal(1);
			expect(kit.log.count("LettaConfig.SecretName")).to.equal(0);
			expect(kit.states.join(",")).to.equal("mara failed rejected final");
		});

		it("that take the token again get a new session", () => {
			const kit = openKit();
			kit.refuse(kit.waiting("poll"), 401, "unauthorized");
			kit.clock.advance(GATEWAY.deniedRetrySeconds + 1);
			kit.openSession();
			kit.clock.advance(1);
			expect(kit.isWaiting("poll")).to.equal(true);
		});

		it("that come from a proxy are an outage, whatever they say", () => {
			for (const status of [401, 403, 404]) {
				const kit = openKit();
				kit.respondRaw(kit.waiting("poll"), { kind: "http", status, body: "<html>Forbidden</html>" });
				kit.clock.advance(5);
				expect(kit.log.count("refuses this server")).to.equal(0);
				kit.answer(kit.waiting("send"));
				kit.clock.advance(1);
				expect(kit.waiting("poll")).to.be.ok();
			}
		});

		it("that refuse the protocol's version stop everything too", () => {
			const kit = createGatewayKit();
			kit.port.start();
			kit.refuse(kit.waiting("open"), 426, "unsupported_protocol");
			kit.clock.advance(GATEWAY.deniedRetrySeconds - 1);
			expect(kit.http.requests.size()).to.equal(1);
			expect(kit.log.count("different versions")).to.equal(1);
		});

		it("of a frame that is too large are followed by smaller frames", () => {
			const kit = openKit();
			for (let index = 0; index < 10; index++) setStatus(kit, 1, `npc${index}`);
			kit.clock.advance(0.2);
			kit.refuse(kit.waiting("send"), 413, "too_large");
			kit.clock.advance(2);
			expect(kit.frameOf(kit.waiting("send")).ops.size()).to.equal(10);
			for (const expected of [10, 10, 8, 4]) {
				expect(kit.frameOf(kit.waiting("send")).ops.size()).to.equal(expected);
				kit.refuse(kit.waiting("send"), 413, "too_large");
				kit.clock.advance(40);
			}
			expect(kit.frameOf(kit.waiting("send")).ops.size()).to.equal(2);
		});

		it("end soon when the gateway has restarted, however long it was away", () => {
			const kit = openKit();
			kit.breakOff(kit.waiting("poll"));
			for (let attempt = 0; attempt < 10; attempt++) {
				while (!kit.isWaiting("send")) kit.clock.advance(0.1);
				if (attempt < 9) kit.breakOff(kit.waiting("send"));
			}
			kit.refuse(kit.waiting("send"), 404, "unknown_session");
			kit.clock.advance(0.5);
			expect(kit.isWaiting("open")).to.equal(true);
		});

		it("of a frame that is never understood are ended by a new session", () => {
			const kit = openKit();
			setStatus(kit, 1);
			kit.clock.advance(0.2);
			kit.refuse(kit.waiting("send"), 400, "bad_request");
			kit.clock.advance(2);
			expect(kit.isWaiting("open")).to.equal(true);
		});

		it("of every frame are not answered by new sessions in a quick loop", () => {
			const kit = openKit();
			const isOpening = () => kit.isWaiting("open");
			let sessions = 0;
			for (let step = 0; step < 1200; step++) {
				if (isOpening()) {
					sessions += 1;
					kit.openSession(`again-${sessions}`);
					setStatus(kit, sessions);
				} else if (sessions === 0 && step === 0) setStatus(kit, 0);
				for (const request of kit.http.waiting())
					if (request.path.find("frames")[0] !== undefined && !kit.frameOf(request).ops.isEmpty())
						kit.refuse(request, 400, "bad_request");
				kit.clock.advance(0.1);
			}
			expectAtMost(sessions, 15);
			expectMore(sessions, 3);
		});

		it("by a reply that makes no sense are counted, logged and tried again", () => {
			const kit = openKit();
			kit.respondRaw(kit.waiting("poll"), { kind: "ok", status: 200, body: "<html>" });
			expect(kit.log.count("warn a reply that is not of the protocol was dropped soFar=1")).to.equal(1);
			kit.clock.advance(2);
			kit.respondRaw(kit.waiting("send"), { kind: "ok", status: 200, body: "[]" });
			kit.clock.advance(5);
			kit.answer(kit.waiting("send"));
			kit.clock.advance(1);
			expect(kit.isWaiting("poll")).to.equal(true);
		});
	});

	describe("closing the transport", () => {
		const deletion = (kit: ReturnType<typeof createGatewayKit>) =>
			kit.http.waiting().find((request) => request.method === "DELETE");

		it("sends what is pending, then ends the session", () => {
			const kit = openKit();
			setStatus(kit, 1);
			kit.port.release("mara", true);
			let closed = 0;
			kit.port.close(10, () => (closed += 1));
			kit.clock.advance(0.2);
			expect(describeOps(kit.frameOf(kit.waiting("send")).ops)).to.equal("release mara");
			expect(deletion(kit)).never.to.be.ok();
			kit.answer(kit.waiting("send"));
			expect(deletion(kit)?.path).to.equal("/v1/sessions/s1");
			expect(closed).to.equal(0);
			deletion(kit)?.respond({ kind: "ok", status: 204, body: "" });
			expect(closed).to.equal(1);
			kit.clock.advance(60);
			expect(kit.http.requests.size()).to.equal(4);
		});

		it("ends the session once, though a poll is answered meanwhile", () => {
			const kit = openKit();
			kit.port.close(10, () => {});
			kit.answer(kit.waiting("poll"));
			expect(kit.http.requests.filter((request) => request.method === "DELETE").size()).to.equal(1);
		});

		it("ends the session at once when there is nothing to send, and is over if the gateway is away", () => {
			const kit = openKit();
			let closed = 0;
			kit.port.close(10, () => (closed += 1));
			deletion(kit)?.respond({ kind: "network", message: "ConnectFail" });
			expect(closed).to.equal(1);
		});

		it("takes no longer than it may, and calls back once", () => {
			const kit = openKit();
			kit.port.release("mara", true);
			let closed = 0;
			kit.port.close(10, () => (closed += 1));
			kit.clock.advance(9.9);
			expect(closed).to.equal(0);
			kit.clock.advance(0.2);
			expect(closed).to.equal(1);
			kit.answer(kit.waiting("send"));
			expect(closed).to.equal(1);
			expect(deletion(kit)).never.to.be.ok();
		});

		it("is over at once if there never was a session", () => {
			const kit = createGatewayKit();
			kit.port.start();
			kit.port.release("mara", true);
			let closed = 0;
			kit.port.close(10, () => (closed += 1));
			expect(closed).to.equal(1);
			kit.openSession();
			kit.clock.advance(60);
			expect(kit.http.requests.size()).to.equal(1);
		});
	});
};
