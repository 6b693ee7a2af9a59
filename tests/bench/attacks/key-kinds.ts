import { gzipSync } from "node:zlib";
import {
	ask,
	dial,
	framesPath,
	json,
	note,
	openSession,
	TURN,
	volley,
	type Attack,
	type Loot,
} from "./target.ts";

/** What somebody does with a key: everything is in form, and too much of it. */

const LONG = "x".repeat(900 * 1024);
const MELTS = Array.from({ length: 256 }, () => ({ op: "melt", npcId: "mara" }));
const MEGABYTE_OF_BLANKS = `{"seq":1,"ack":0,"ops":[]${" ".repeat(1000 * 1024)}}`;

const ensure = (npcId: string, size = 100) => ({
	op: "ensureAgent",
	spec: { npcId, displayName: "Mara", persona: "x".repeat(size), blocks: { status: "health: 100" } },
});

/** One frame after the other, each with ops, from several connections. */
async function flood(
	target: Parameters<Attack["run"]>[0],
	until: number,
	name: string,
	opsOf: (count: number) => object[],
) {
	const path = framesPath(await openSession(target, name));
	let seq = 1;
	return volley(target, until, { connections: 4 }, (count) => {
		const ops = opsOf(count);
		const body = JSON.stringify({ seq, ack: 0, ops });
		seq += ops.length;
		return { path, headers: json(target.token), body };
	});
}

/** A body in chunks of one byte. */
const CHUNKED = Buffer.from(
	[...MEGABYTE_OF_BLANKS.slice(0, 500_000)].map((char) => `1\r\n${char}\r\n`).join("") + "0\r\n\r\n",
);

export const KEY_ATTACKS: ReadonlyArray<Attack> = [
	{
		name: "MessagePack bombs: lists of four billion, lists in lists",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "packs"));
			const bombs = [Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]), Buffer.alloc(1000 * 1024, 0x91)];
			return volley(target, until, { connections: 8 }, (count) => ({
				path,
				headers: { ...json(target.token), ...(count % 4 < 2 && { "content-type": "application/msgpack" }) },
				body: bombs[count % 2]!,
			}));
		},
	},
	{
		name: "bodies that say they are packed by zstd, or twice, and gzip of nothing, a thousand times",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "codings"));
			const members = Buffer.concat(Array.from({ length: 50_000 }, () => gzipSync("")));
			const packed = gzipSync(LONG);
			return volley(target, until, { connections: 8 }, (count) => ({
				path,
				headers: { ...json(target.token), "content-encoding": ["zstd", "gzip, gzip", "gzip"][count % 3]! },
				body: count % 3 === 2 ? members : packed,
			}));
		},
	},
	{
		name: "a body in chunks of one byte",
		run: async (target, until) => {
			const loot: Loot = {};
			const head = `POST /v1/sessions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${target.token}\r\n`;
			const once = () =>
				new Promise<void>((resolve) => {
					const socket = dial(target).on("error", () => {});
					let answer = "";
					socket.on("data", (chunk) => {
						answer += String(chunk);
						socket.destroy();
					});
					socket.on("close", () => {
						note(loot, /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? "closed");
						resolve();
					});
					setTimeout(() => socket.destroy(), Math.max(0, until - Date.now()));
					socket.write(`${head}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`);
					socket.write(CHUNKED);
				});
			const worker = async () => {
				while (Date.now() < until) await once();
			};
			await Promise.all(Array.from({ length: 8 }, worker));
			return loot;
		},
	},
	{
		name: "ids and labels as long as a body",
		run: (target, until) =>
			flood(target, until, "long", (count) => [
				count % 2 === 0
					? { op: "erase", npcId: LONG, blocks: {} }
					: { ...ensure("mara"), spec: { ...ensure("mara").spec, blocks: { [LONG]: "x" } } },
			]),
	},
	{
		name: "256 ops that are refused in each frame",
		run: (target, until) => flood(target, until, "melts", () => MELTS),
	},
	{
		name: "NPCs, personas and labels without end",
		run: (target, until) =>
			flood(target, until, "npcs", (count) => [
				...Array.from({ length: 20 }, (_, n) => ensure(`npc-${count}-${n}`, 20_000)),
				...Array.from({ length: 40 }, (_, n) => ({
					op: "setBlock",
					npcId: `npc-${count}-0`,
					label: `label_${n}`,
					value: "x".repeat(8_000),
					rev: 1,
				})),
			]),
	},
	{
		name: "the blocks of a large session, again and again",
		run: async (target, until) => {
			const sessionId = await openSession(target, "blocks");
			const ops = Array.from({ length: 40 }, (_, n) => ensure(`npc-${n}`, 20_000));
			await ask(target, { path: framesPath(sessionId), body: JSON.stringify({ seq: 1, ack: 0, ops }) });
			return volley(target, until, { connections: 8 }, () => ({
				method: "GET",
				path: `/v1/sessions/${sessionId}/blocks`,
				headers: { authorization: `Bearer ${target.token}` },
			}));
		},
	},
	{
		name: "events that are asked for again and never acknowledged",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "again"));
			const ops = Array.from({ length: 250 }, (_, n) => ({ ...TURN, turnId: `a${n}` }));
			await ask(target, { path, body: JSON.stringify({ seq: 1, ack: 0, ops }) });
			const body = JSON.stringify({ seq: 251, ack: 0, ops: [] });
			return volley(target, until, { connections: 8 }, () => ({ path, headers: json(target.token), body }));
		},
	},
	{
		name: "sessions without end",
		run: (target, until) =>
			volley(target, until, { connections: 8 }, (count) => ({
				path: "/v1/sessions",
				headers: json(target.token),
				body: JSON.stringify({ protocol: 1, placeId: 2, serverId: `s${count}`, memoryMode: "session" }),
			})),
	},
	{
		name: "strangers ask for /healthz and for nothing, 32 connections",
		run: (target, until) =>
			volley(target, until, { connections: 32 }, (count) => ({
				method: "GET",
				path: count % 2 === 0 ? "/healthz" : `/nothing/${count}`,
			})),
	},
];
