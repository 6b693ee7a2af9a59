import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { dial, note, openSession, TURN, volley, type Attack, type Loot, type Target } from "./target.ts";

/** Attacks on WebSockets, byte by byte: no library would send most of this. */

const TEXT = 0x1;
const BINARY = 0x2;
const PING = 0x9;

interface FrameOptions {
	readonly isLast?: boolean;
	readonly isMasked?: boolean;
	/** RFC 6455, 5.2: bits that only extensions set. */
	readonly reserved?: number;
}

function frame(opcode: number, payload: string | Buffer, options: FrameOptions = {}): Buffer {
	const { isLast = true, isMasked = true, reserved = 0 } = options;
	const body = Buffer.from(payload);
	const mask = isMasked ? 0x80 : 0;
	const first = (isLast ? 0x80 : 0) | reserved | opcode;
	const head =
		body.length < 126
			? Buffer.from([first, mask | body.length])
			: Buffer.from([first, mask | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
	if (body.length >= 126) head.writeBigUInt64BE(BigInt(body.length), 2);
	// A mask of zeros leaves the bytes as they are.
	return Buffer.concat([head, ...(isMasked ? [Buffer.alloc(4)] : []), body]);
}

interface Raid {
	readonly sessionId: string;
	readonly token?: string;
	readonly connections: number;
	/** Sockets in all. */
	readonly most?: number;
	readonly isReading?: boolean;
	/** Called again and again while the socket is open. */
	readonly act?: (socket: Socket, count: number) => void;
	/** Hangs up at once when the socket is open. */
	readonly isBrief?: boolean;
}

const EVERY_MS = 10;

/** One socket from its handshake to its end. What came of it: a status, or how it was closed. */
function raidOnce(target: Target, until: number, raid: Raid): Promise<string> {
	const { sessionId, token = target.token, isReading = true, act, isBrief = false } = raid;
	return new Promise((resolve) => {
		const socket = dial(target);
		let timer: NodeJS.Timeout | undefined;
		let status = "";
		let tail = Buffer.alloc(0);
		const over = setTimeout(() => socket.destroy(), Math.max(0, until - Date.now()));
		socket.on("error", () => {});
		socket.on("data", (chunk: Buffer) => {
			tail = Buffer.concat([tail, chunk]).subarray(-4096);
			if (status !== "") return;
			status = /^HTTP\/1\.1 (\d+)/.exec(String(tail))?.[1] ?? "";
			if (status !== "101" || isBrief) return void socket.destroy();
			if (!isReading) socket.pause();
			let count = 0;
			timer = setInterval(() => {
				if (socket.writable && !socket.writableNeedDrain) act?.(socket, count++);
			}, EVERY_MS);
		});
		socket.on("close", () => {
			clearInterval(timer);
			clearTimeout(over);
			const [opcode, length] = tail.subarray(-4);
			const isClose = status === "101" && opcode === 0x88 && length === 2;
			if (status !== "101") resolve(status === "" ? "closed" : status);
			else if (isClose) resolve(`closed with ${tail.readUInt16BE(tail.length - 2)}`);
			else resolve(Date.now() >= until ? "open to the end" : isBrief ? "opened" : "cut");
		});
		const key = randomBytes(16).toString("base64");
		socket.write(
			`GET /v1/connect?session=${sessionId} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
				`Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
		);
	});
}

async function raidSockets(target: Target, until: number, raid: Raid): Promise<Loot> {
	const loot: Loot = {};
	let count = 0;
	const worker = async () => {
		while (Date.now() < until && count < (raid.most ?? Infinity)) {
			count += 1;
			note(loot, await raidOnce(target, until, raid));
		}
	};
	await Promise.all(Array.from({ length: raid.connections }, worker));
	return loot;
}

/** A raid on a session of the attacker's own. */
const own =
	(raid: Omit<Raid, "sessionId">): Attack["run"] =>
	async (target, until) =>
		raidSockets(target, until, { ...raid, sessionId: await openSession(target, `raid-${until}`) });

const write =
	(...bytes: ReadonlyArray<Buffer>) =>
	(socket: Socket) =>
		void socket.write(bytes[0] && Buffer.concat(bytes));

const PINGS = Buffer.concat(Array.from({ length: 500 }, () => frame(PING, "x".repeat(120))));
const FIRST_PART = frame(TEXT, "[", { isLast: false });
const PARTS = Buffer.concat(Array.from({ length: 5000 }, () => frame(0, "1", { isLast: false })));
const HUGE = frame(TEXT, "x".repeat(8 * 1024 * 1024));
const DEEP = frame(TEXT, "[".repeat(1000 * 1024));
const BOMBS = [
	frame(BINARY, Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff])),
	frame(BINARY, gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))),
	frame(TEXT, gzipSync(Buffer.alloc(1024 * 1024, 0x20)), { reserved: 0x40 }),
];
const BROKEN = [
	frame(TEXT, "{}", { isMasked: false }),
	frame(0x3, "{}"),
	frame(TEXT, "{}", { reserved: 0x70 }),
	frame(0, "{}"),
	frame(PING, "x".repeat(500)),
	Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
	frame(TEXT, Buffer.from([0xff, 0xfe, 0xfd])),
];
const replay = (turnId: string) =>
	frame(TEXT, JSON.stringify({ seq: 1, ack: 0, ops: [{ ...TURN, turnId }] }));

export const SOCKET_ATTACKS: ReadonlyArray<Attack> = [
	{
		name: "10,000 handshakes of sockets, with a wrong key",
		seconds: 8,
		run: (target, until) =>
			raidSockets(target, until, {
				sessionId: target.sessionId,
				token: "tfk_guess",
				connections: 32,
				most: 10_000,
			}),
	},
	{
		name: "10,000 handshakes of sockets, with a key",
		seconds: 8,
		run: own({ connections: 32, most: 10_000, isBrief: true }),
	},
	{
		name: "sockets for the victim's session, with the attacker's key",
		run: (target, until) => raidSockets(target, until, { sessionId: target.sessionId, connections: 16 }),
	},
	{
		name: "sockets of a revoked key",
		run: (target, until) =>
			raidSockets(target, until, {
				sessionId: target.sessionId,
				token: target.revokedToken,
				connections: 16,
			}),
	},
	{
		name: "200 sockets of one session, which only ping",
		run: own({ connections: 200, act: write(frame(PING, "")) }),
	},
	{ name: "messages of 8 MiB", run: own({ connections: 8, act: write(HUGE) }) },
	{ name: "messages a million deep", run: own({ connections: 8, act: write(DEEP) }) },
	{
		name: "MessagePack and gzip bombs as messages",
		run: own({ connections: 8, act: (socket, count) => void socket.write(BOMBS[count % BOMBS.length]!) }),
	},
	{
		name: "fragments of one byte without end",
		run: own({ connections: 8, act: (socket, count) => void socket.write(count === 0 ? FIRST_PART : PARTS) }),
	},
	{
		name: "frames without a mask, of no kind, with wrong lengths",
		run: (target, until) => {
			let next = 0;
			return own({ connections: 8, act: (socket) => void socket.write(BROKEN[next++ % BROKEN.length]!) })(
				target,
				until,
			);
		},
	},
	{
		name: "pings of the protocol, whose answers nobody reads",
		run: own({ connections: 8, isReading: false, act: write(PINGS) }),
	},
	{
		name: "one frame with one turn over every new socket",
		run: own({ connections: 8, act: write(replay("again")) }),
	},
	{
		name: "one key floods over sockets: good frames",
		run: async (target, until) => {
			const floods = Array.from({ length: 20 }, async (_, n) => {
				const sessionId = await openSession(target, `socket-flood-${n}`);
				let seq = 0;
				return raidSockets(target, until, {
					sessionId,
					connections: 3,
					act: (socket) => {
						seq += 1;
						const ops = [{ ...TURN, turnId: `t${seq}` }];
						socket.write(frame(TEXT, JSON.stringify({ seq, ack: 0, ops })));
					},
				});
			});
			const loot: Loot = {};
			for (const one of await Promise.all(floods))
				for (const [what, count] of Object.entries(one)) loot[what] = (loot[what] ?? 0) + count;
			return loot;
		},
	},
	{
		name: "a socket that asks for events and never reads",
		run: own({
			connections: 8,
			isReading: false,
			act: (socket, count) => {
				const ops = Array.from({ length: 250 }, (_, n) => ({ op: "melt", npcId: `npc-${count}-${n}` }));
				socket.write(frame(TEXT, JSON.stringify({ seq: 1 + count * 250, ack: 0, ops })));
			},
		}),
	},
	{
		name: "connections that upgrade where there is no socket",
		run: (target, until) =>
			volley(target, until, { connections: 16 }, (count) => ({
				method: count % 2 === 0 ? "GET" : "POST",
				path: ["/healthz", "/v1/sessions", "/v1/connect", "/nothing"][count % 4]!,
				headers: { connection: "upgrade", upgrade: "websocket", "content-type": "application/json" },
				body: count % 2 === 0 ? undefined : "{}",
			})),
	},
];

/** Of TLS, where nginx stands before the gateway; the connection ends as soon as it is agreed. */
export const HANDSHAKES: Attack = {
	name: "10,000 handshakes of TLS",
	seconds: 8,
	run: async (target, until) => {
		const loot: Loot = {};
		let count = 0;
		const once = () =>
			new Promise<string>((resolve) => {
				const socket = dial(target);
				socket.on("secureConnect", () => {
					resolve("agreed");
					socket.destroy();
				});
				socket.on("error", () => resolve("closed"));
				socket.on("close", () => resolve("closed"));
			});
		const worker = async () => {
			while (Date.now() < until && count++ < 10_000) note(loot, await once());
		};
		await Promise.all(Array.from({ length: 32 }, worker));
		return loot;
	},
};
