import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import type { AgentSpec } from "../../src/server/wire/gateway-frames.ts";
import { startRig, type Rig } from "./support/adapter-rig.ts";
import type { GameClient } from "./support/game-client.ts";
import { eventually } from "./support/town.ts";

/** What a real App Server leaves when its disk is full or its files are damaged, and what the gateway makes of it. */

const npc = (npcId: string): AgentSpec => ({
	npcId,
	displayName: npcId,
	persona: `I am ${npcId}, whom no full disk can silence.`,
	blocks: { status: "health: 100 | location: Cafe | current_action: Idle" },
});

/** Says something, and expects a whole reply of a model that has read the persona. */
async function expectTalk(rig: Rig, game: GameClient, npcId: string, turnId: string): Promise<void> {
	const result = await game.say(npcId, turnId, '[world]\n[heard]\nAlex says: "hello"');
	const said = game.events.flatMap((event) => (event.event === "turnFailed" ? [event.message] : []));
	assert.deepEqual(result.ends, ["done"], `${npcId}: ${said.join("; ")}`);
	assert.ok(result.sentences.length > 0);
	const prompt = JSON.stringify(rig.model.requests.at(-1)!.body);
	assert.ok(prompt.includes(npc(npcId).persona), `${npcId} knows who it is`);
}

async function readiness(url: string): Promise<{ status: number; body: unknown }> {
	const response = await fetch(`${url}/readyz`);
	return { status: response.status, body: await response.json() };
}

describe("an App Server whose disk is full", () => {
	const disk = mkdtempSync(join(tmpdir(), "townsfolk-disk-"));
	const ballast = join(disk, "ballast");
	const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", disk]).status === 0;
	const skip = mounted ? false : "mounting a small disk needs more rights";
	let rig: Rig | undefined;

	before(async () => {
		if (mounted) rig = await startRig({ parentDir: disk });
	});
	after(async () => {
		await rig?.stop();
		if (mounted) spawnSync("umount", ["-l", disk]);
		rmSync(disk, { recursive: true, force: true });
	});

	afterEach(() => rmSync(ballast, { force: true }));

	/** Leaves so much room. */
	function fillUpTo(bytes: number): void {
		rmSync(ballast, { force: true });
		const { bavail, bsize } = statfsSync(disk);
		try {
			writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
		} catch (error) {
			// The App Server has taken some of the room meanwhile: the disk is full all the same.
			if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
		}
	}

	it("says so, and every NPC that was half made then recovers when there is room", { skip }, async () => {
		const { open, url, log } = await rig!.startGateway({ limits: { provisionCapSeconds: 0.5 } });
		const game = await open({ serverId: "full-disk" });
		// So little room each that another step of the making fails: the agent's file, its conversation, git, the commit.
		const rooms = { anna: 8, berta: 24, carla: 96, dora: 128 };
		for (const [npcId, kilobytes] of Object.entries(rooms)) {
			fillUpTo(kilobytes * 1024);
			game.send({ op: "ensureAgent", spec: npc(npcId) });
			// On a busy machine an attempt may also end by its time-out; one that does not says why.
			const saysWhy = /the App Server('s disk is full| cannot write to its disk)/;
			await game.waitFor("agentFailed", (event) => event.npcId === npcId && saysWhy.test(event.message));
		}
		const reason = "the App Server's disk is full";
		assert.deepEqual(await readiness(url), { status: 503, body: { ready: false, reason } });
		assert.ok(log().includes(reason));

		rmSync(ballast);
		for (const npcId of Object.keys(rooms)) {
			await game.waitFor("agentReady", (event) => event.npcId === npcId);
			await expectTalk(rig!, game, npcId, `to-${npcId}`);
		}
		assert.equal((await readiness(url)).status, 200);
	});

	it("keeps the agents that it has, and they answer again when there is room", { skip }, async () => {
		const { open, url } = await rig!.startGateway({ limits: { provisionCapSeconds: 0.5 } });
		const game = await open({ serverId: "filled-later" });
		const { agentId } = await game.ensure(npc("frida"));
		await expectTalk(rig!, game, "frida", "t1");
		fillUpTo(0);
		// Longer than what is left of the files' last blocks.
		const { ends } = await game.say("frida", "t2", "hello? ".repeat(2000));
		assert.equal(ends.length, 1);
		assert.notEqual(ends[0], "done");
		assert.equal((await readiness(url)).status, 503);
		rmSync(ballast);
		await eventually("she answers", async () => {
			const turnId = `t-${performance.now()}`;
			return (await game.say("frida", turnId, "hello?")).ends[0] === "done" || undefined;
		});
		const ids = game.events.flatMap((event) => (event.event === "agentReady" ? [event.agentId] : []));
		assert.deepEqual([...new Set(ids)], [agentId]);
		assert.equal((await readiness(url)).status, 200);
	});
});

describe("an agent with damage in the App Server's store", () => {
	let rig: Rig | undefined;

	before(async () => {
		rig = await startRig();
	});
	afterEach(() => rig?.tidy());
	after(() => rig?.stop());

	const backend = (...path: string[]) => join(rig!.stateDir, "backend", ...path);
	const conversationOf = (agentId: string) =>
		backend("conversations", Buffer.from(`default:${agentId}`).toString("base64url"));

	const damages: Readonly<Record<string, { damage: (agentId: string) => void; isKept: boolean }>> = {
		"that lacks its conversation": {
			damage: (agentId) => rmSync(conversationOf(agentId), { recursive: true }),
			isKept: true,
		},
		"whose conversation was cut off": {
			damage: (agentId) => {
				for (const name of readdirSync(conversationOf(agentId))) {
					if (name === "manifest.json") truncateSync(join(conversationOf(agentId), name), 0);
				}
			},
			isKept: true,
		},
		"whose memory has lost its history": {
			damage: (agentId) => rmSync(backend("memfs", agentId, "memory", ".git", "HEAD")),
			isKept: false,
		},
		"whose memory is gone": {
			damage: (agentId) => rmSync(backend("memfs", agentId), { recursive: true }),
			isKept: true,
		},
	};
	let servers = 0;

	for (const [what, { damage, isKept }] of Object.entries(damages)) {
		it(`${what} answers its first turn, through a restart`, async () => {
			const serverId = `damaged-${++servers}`;
			const first = await rig!.startGateway({ limits: { provisionCapSeconds: 0.5 } });
			const { agentId } = await (await first.open({ serverId })).ensure(npc("greta"));
			await first.close();
			await rig!.appServer.kill();
			damage(agentId);
			await rig!.appServer.restart();

			const second = await rig!.startGateway({ limits: { provisionCapSeconds: 0.5 } });
			const game = await second.open({ serverId });
			const again = await game.ensure(npc("greta"));
			await expectTalk(rig!, game, "greta", "t1");
			assert.equal(again.agentId === agentId, isKept);
		});
	}
});
