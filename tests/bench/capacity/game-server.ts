import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { clockTime } from "../chain/moments.ts";
import type { CapturedFrames } from "../codecs/capture.ts";
import { HttpLine } from "./http-line.ts";

export type LoadTransport = "HTTP" | "WebSocket";

export interface GameServerDeps {
	readonly port: number;
	readonly token: string;
	readonly frames: CapturedFrames;
	readonly transport: LoadTransport;
	/** What the gateway added to a turn, until its first sentence was here; milliseconds. */
	readonly onFirstSentence: (added: number) => void;
	readonly onFailure: (problem: string) => void;
	readonly onFrame: () => void;
}

interface Frame {
	readonly ops: ReadonlyArray<object>;
}

const readOps = (text: string): string => JSON.stringify((JSON.parse(text) as Frame).ops);
const POLL_SECONDS = 20;
/** As the place does over a socket. */
const ACK_MS = 250;

/** Ops that a real town sent, ready to be sent again. */
class Tape {
	private readonly start: ReadonlyArray<string>;
	private readonly ops: ReadonlyArray<string>;
	readonly intervalMs: number;

	constructor({ start, ops }: CapturedFrames) {
		this.start = start.frames.map(readOps);
		this.ops = ops.frames.map(readOps);
		this.intervalMs = (ops.minutes * 60_000) / this.ops.length;
	}

	get opening(): ReadonlyArray<string> {
		return this.start;
	}

	get length(): number {
		return this.ops.length;
	}

	/** From any place on. No turn has the id of an earlier one. */
	at(position: number): string {
		const round = Math.floor(position / this.ops.length);
		const ops = this.ops[position % this.ops.length]!;
		return ops.includes('"turnId"') ? ops.replaceAll('"turnId":"', `"turnId":"${round}-`) : ops;
	}
}

const tapes = new WeakMap<CapturedFrames, Tape>();

function tapeOf(frames: CapturedFrames): Tape {
	const tape = tapes.get(frames) ?? new Tape(frames);
	tapes.set(frames, tape);
	return tape;
}

const countItems = (ops: string): number => (ops.match(/"op":"/g) ?? []).length;

/** Plays a real town's frames to a gateway, at their pace, and reads what comes back. */
export class GameServer {
	private readonly tape: Tape;
	private position: number;
	private nextSeq = 1;
	private ack = 0;
	private sessionId = "";
	private readyAgents = 0;
	private readonly sentAt = new Map<string, number>();
	private sending: Promise<unknown> = Promise.resolve();
	private readonly lines: HttpLine[] = [];
	private socket: WebSocket | undefined;
	private isStopped = false;
	private acknowledging: NodeJS.Timeout | undefined;

	constructor(private readonly deps: GameServerDeps) {
		this.tape = tapeOf(deps.frames);
		this.position = Math.floor(Math.random() * this.tape.length);
	}

	/** Opens a session and makes so many agents. */
	async start(npcs: number): Promise<void> {
		const { port, token, transport } = this.deps;
		const line = new HttpLine(port, token);
		this.lines.push(line);
		const opening = { protocol: 1, placeId: 1, serverId: randomUUID(), memoryMode: "session" };
		const { sessionId } = JSON.parse(await line.post("/v1/sessions", JSON.stringify(opening))) as {
			sessionId: string;
		};
		this.sessionId = sessionId;
		if (transport === "WebSocket") await this.openSocket();
		else void this.poll(new HttpLine(port, token));
		for (const ops of this.tape.opening) await this.send(ops);
		while (this.readyAgents < npcs && !this.isStopped) await sleep(20);
	}

	/** Sends frames until `stop`. */
	async play(): Promise<void> {
		await sleep(Math.random() * this.tape.intervalMs);
		let next = performance.now();
		while (!this.isStopped) {
			void this.send(this.takeOps());
			next += this.tape.intervalMs;
			await sleep(Math.max(0, next - performance.now()));
		}
	}

	/** The next request, for whoever sends it instead. */
	nextRequest(): { readonly path: string; readonly body: string } {
		return { path: this.path(0), body: this.frameOf(this.takeOps()) };
	}

	stop(): void {
		this.isStopped = true;
		clearTimeout(this.acknowledging);
		this.socket?.terminate();
		for (const line of this.lines) line.close();
	}

	private path(waitSeconds: number): string {
		return `/v1/sessions/${this.sessionId}/frames?wait=${waitSeconds}`;
	}

	private takeOps(): string {
		const ops = this.tape.at(this.position);
		this.position += 1;
		return ops;
	}

	private frameOf(ops: string): string {
		const seq = this.nextSeq;
		this.nextSeq += countItems(ops);
		this.deps.onFrame();
		return `{"seq":${seq},"ack":${this.ack},"ops":${ops}}`;
	}

	private send(ops: string): Promise<void> {
		const now = clockTime();
		for (const [, turnId] of ops.matchAll(/"turnId":"([^"]+)"/g)) this.sentAt.set(turnId!, now);
		if (this.socket !== undefined) {
			this.socket.send(this.frameOf(ops));
			return Promise.resolve();
		}
		const sent = this.sending.then(async () =>
			this.take(await this.lines[0]!.post(this.path(0), this.frameOf(ops))),
		);
		this.sending = sent.catch((error: Error) => this.fail(error));
		return sent.catch(() => {});
	}

	private async poll(line: HttpLine): Promise<void> {
		this.lines.push(line);
		while (!this.isStopped) {
			try {
				this.take(
					await line.post(this.path(POLL_SECONDS), `{"seq":${this.nextSeq},"ack":${this.ack},"ops":[]}`),
				);
			} catch (error) {
				return this.fail(error as Error);
			}
		}
	}

	private openSocket(): Promise<void> {
		const { port, token } = this.deps;
		const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/connect?session=${this.sessionId}`, {
			headers: { authorization: `Bearer ${token}` },
			perMessageDeflate: false,
		});
		this.socket = socket;
		socket.on("message", (data) => {
			this.take(String(data));
			this.acknowledging ??= setTimeout(() => {
				this.acknowledging = undefined;
				socket.send(`{"seq":${this.nextSeq},"ack":${this.ack},"ops":[]}`);
			}, ACK_MS);
		});
		socket.on("close", () => this.fail(new Error("the socket is closed")));
		return new Promise((resolve, reject) => {
			socket.once("open", resolve);
			socket.once("error", reject);
		});
	}

	private fail(error: Error): void {
		if (!this.isStopped) this.deps.onFailure(error.message);
	}

	private take(text: string): void {
		const frame = JSON.parse(text) as { seq: number; events?: ReadonlyArray<Record<string, unknown>> };
		const { seq, events } = frame;
		// An error: the session is over.
		if (events === undefined) return this.fail(new Error(text));
		for (const [index, event] of events.entries()) if (seq + index > this.ack) this.hear(event);
		this.ack = Math.max(this.ack, seq + events.length - 1);
	}

	private hear({ event, turnId, index, text, kind, message }: Record<string, unknown>): void {
		if (event === "agentReady") this.readyAgents += 1;
		const isFailure = event === "agentFailed" || event === "turnFailed";
		// The town itself cancels turns and releases NPCs.
		if (isFailure && kind !== "rejected") this.deps.onFailure(`${String(kind)}: ${String(message)}`);
		if (event !== "sentence" || index !== 0) return;
		const sent = this.sentAt.get(String(turnId));
		this.sentAt.delete(String(turnId));
		const [, asked, said] = /asked (\d+) said (\d+)/.exec(String(text)) ?? [];
		if (sent === undefined || asked === undefined) return;
		this.deps.onFirstSentence(Number(asked) / 10 - sent + clockTime() - Number(said) / 10);
	}
}
