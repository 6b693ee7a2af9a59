import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { formatLog, type PlayerHandle, type World } from "@townsfolk/headless";
import { INBOUND } from "../../../../src/server/constants/operations.ts";
import { firstMeeting } from "../../../scenarios/first-meeting.ts";
import { createRandom } from "../../../src/repeatable/random.ts";
import { createRig, type Rig } from "../../../src/run/rig.ts";
import { hostileLine } from "./lines.ts";

const SEED = 20;
const REMOTE_PAYLOADS = 9000;
const LINES = 2000;
/** The share of it all that comes before memory is first measured: the log and the other rings are full by then. */
const WARM_UP = 0.4;
/**
 * Kilobytes by which the whole VM may differ between two states that ought to be alike: its collector leaves it 1,500 kB up
 * or down when nothing happens at all. What came between is several times as much.
 */
const MEMORY_SLACK_KB = 2048;
const CHURN = `
	local least = math.huge
	for round = 1, 4000 do
		local garbage = table.create(1000, round)
		least = math.min(least, gcinfo())
	end
	return least`;
const ATTACK = readFileSync(join(import.meta.dirname, "payloads.luau"), "utf8");

interface Display {
	readonly kind: string;
	readonly text: string;
	readonly prefixText?: string;
	readonly adornee?: string;
}

describe("a hostile client beside another player", () => {
	const random = createRandom(SEED);
	const problems: string[] = [];
	const alexSaw: Display[] = [];
	let rig: Rig;
	let world: World;
	let alex: PlayerHandle;
	let mallory: PlayerHandle;
	let sent = 0;
	let remoteNames: ReadonlyArray<string> = [];
	let delivered = 0;
	let refused = 0;
	let seconds = 0;
	const heapKb = { before: 0, after: 0 };

	const drops = async () =>
		(await world.evaluate(
			"server",
			`return game:GetService("ServerStorage").InboundDrops:GetAttributes()`,
		)) as Readonly<Record<string, number>>;

	/**
	 * What is in use once garbage is collected: more garbage makes the collector go round and round. Just after a flood it is
	 * up to 3 MB more than some seconds later, so the least of three looks counts.
	 */
	async function heapInUse(): Promise<number> {
		const looks: number[] = [];
		while (looks.length < 3) {
			await world.run(10);
			looks.push(Number(await world.evaluate("server", CHURN)));
		}
		return Math.min(...looks);
	}

	async function fireRemotes(count: number): Promise<void> {
		const source = `local COUNT, SEED = ${count}, ${SEED + count}\n${ATTACK}`;
		const result = (await world.evaluate("Mallory", source)) as { sent: number; names: string[] };
		sent += result.sent;
		remoteNames = result.names;
	}

	async function typeLines(count: number): Promise<void> {
		const from = world.now();
		const typing = Array.from({ length: count }, () =>
			mallory.chat(hostileLine(random)).then(
				() => void delivered++,
				() => void refused++,
			),
		);
		await Promise.all(typing);
		seconds += world.now() - from;
	}

	async function placeOneself(): Promise<void> {
		for (const at of ["0/0, 0, 0", "math.huge, 0, 0", "1e30, 1e30, 1e30", "0, -1e9, 0"]) {
			await world.evaluate(
				"Mallory",
				`local root = game:GetService("Players").LocalPlayer.Character.HumanoidRootPart
				root.CFrame = CFrame.new(${at})`,
			);
			await world.run(1);
		}
	}

	before(async () => {
		rig = await createRig(firstMeeting, random.fork("rig"), {
			onProblem: (problem) => problems.push(problem),
			onRequest: () => {},
			onBackend: () => {},
		});
		world = rig.world;
		world.on("log", (event) => {
			if (event.peer === "Alex" && event.level !== "output") problems.push(formatLog(event));
		});
		world.on("display", ({ player, ...display }) => {
			if (player === "Alex") alexSaw.push(display);
		});
		await world.start();
		assert.ok(
			await world.runUntil(() => rig.double.readyCount() >= 5, 60),
			"the townsfolk have their agents",
		);
		alex = await world.join({ name: "Alex" });
		mallory = await world.join({ name: "Mallory" });
		await world.run(1);
		const [x, z] = rig.spots.npcSpots[0]!;
		await alex.teleport({ x: x + 4, y: 3, z });
		await mallory.teleport({ x: x - 4, y: 3, z });
		await world.run(2);

		await fireRemotes(REMOTE_PAYLOADS * WARM_UP);
		await typeLines(LINES * WARM_UP);
		heapKb.before = await heapInUse();
		await fireRemotes(REMOTE_PAYLOADS * (1 - WARM_UP));
		await typeLines(LINES * (1 - WARM_UP));
		heapKb.after = await heapInUse();
		await placeOneself();
	});
	after(() => rig?.close());

	it("can fire every remote of the place, and this test knows them all", () => {
		assert.deepEqual(remoteNames, [
			"ReplicatedStorage.Remotes.ChatLineSeenEvent",
			"ReplicatedStorage.Remotes.NPCChatMessageEvent",
		]);
	});

	it("has each of its payloads dropped and counted", async () => {
		assert.equal(sent, REMOTE_PAYLOADS);
		assert.equal((await drops()).remote, sent);
	});

	it("gets no more lines through than one player may type, and every dropped line is counted", async () => {
		const { blank = 0, tooLong = 0, tooMany = 0 } = await drops();
		assert.equal(delivered + refused, LINES);
		assert.ok(
			delivered > LINES / 2,
			`${delivered} lines were delivered, ${refused} refused by the chat itself`,
		);
		const accepted = delivered - blank - tooLong - tooMany;
		const { burst, ratePerSecond } = INBOUND.lineRate;
		const rested = 2 * burst;
		const most = rested + Math.ceil(seconds * ratePerSecond);
		assert.ok(blank > 0 && tooMany > 0);
		assert.ok(
			accepted + blank >= burst && accepted + blank <= most,
			`${accepted + blank} passed, at most ${most}`,
		);
		console.log(
			`${sent} remote payloads and ${delivered} lines (${refused} more refused by the chat) in ` +
				`${Math.round(seconds)} s of typing: dropped ${JSON.stringify(await drops())}; ` +
				`heap ${Math.round(heapKb.before)} kB, then ${Math.round(heapKb.after)} kB`,
		);
	});

	it("causes no error, on the server or anywhere", () => {
		// The first few say enough of a flood.
		assert.deepEqual(problems.slice(0, 5), []);
	});

	it("cannot make the other player see an NPC's line or a notice", () => {
		const npcLines = alexSaw.filter(
			({ kind, adornee, prefixText }) =>
				(kind === "bubble" && adornee?.startsWith("Workspace.Npcs.")) ||
				(kind === "window" && /<font/.test(prefixText ?? "")),
		);
		assert.ok(npcLines.length > 0, "NPCs answered all the while");
		assert.deepEqual(
			npcLines.filter(({ text }) => text.includes("hostile-")),
			[],
		);
	});

	it("does not make the server's memory grow", () => {
		assert.ok(
			heapKb.after - heapKb.before < MEMORY_SLACK_KB,
			`from ${heapKb.before} kB to ${heapKb.after} kB`,
		);
	});

	it("does not keep an NPC from answering the other player afterwards", async () => {
		await world.run(10);
		const before = alexSaw.length;
		const isAnswered = () =>
			alexSaw.slice(before).some(({ adornee }) => adornee?.startsWith("Workspace.Npcs."));
		await alex.chat("Good evening, how are you?");
		assert.ok(await world.runUntil(isAnswered, 30));
	});
});
