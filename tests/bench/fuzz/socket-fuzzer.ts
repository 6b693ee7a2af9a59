import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { BROKEN_WEBSOCKET_FRAMES, fuzzBody } from "../../../gateway/test/support/fuzz-frames.ts";
import { ask, openSession, type Target } from "../attacks/target.ts";
import { FRAMES_PER_SESSION } from "./http-fuzzer.ts";
import type { Tally } from "./tally.ts";

/** Of bytes that are no frame of a WebSocket. */
const BROKEN_SHARE = 0.1;

interface Message {
	readonly error?: string;
	readonly pong?: number;
	readonly ack?: number;
}

/** Sends broken frames over sockets, and after each a ping that is answered if the socket is still good. */
export class SocketFuzzer {
	private socket: WebSocket | undefined;
	private sessionId = "";
	private seq = 1;
	private count = 0;
	private onSettled: (outcome: string) => void = () => {};

	constructor(
		private readonly target: Target,
		private readonly random: () => number,
		private readonly tally: Tally,
		private readonly name: string,
	) {}

	async step(): Promise<void> {
		if (this.count++ % FRAMES_PER_SESSION === 0 || this.sessionId === "") await this.open();
		const socket = this.socket ?? (await this.connect());
		const settled = new Promise<string>((resolve) => (this.onSettled = resolve));
		let kind: string;
		if (this.random() < BROKEN_SHARE) {
			kind = "bytes that are no frame";
			const bytes = BROKEN_WEBSOCKET_FRAMES[Math.floor(this.random() * BROKEN_WEBSOCKET_FRAMES.length)]!;
			(socket as unknown as { readonly _socket: Socket })._socket.write(bytes);
		} else {
			const body = fuzzBody(this.random, this.seq);
			kind = body.kind;
			socket.send(body.isText ? body.bytes.toString() : body.bytes, { binary: !body.isText });
		}
		if (socket.readyState === socket.OPEN) socket.send(`{"ping":${this.count}}`);
		const outcome = await settled;
		this.tally.note(`socket: ${kind}`, outcome);
		if (outcome === "taken") return;
		this.socket = undefined;
		this.tally.refusals += 1;
	}

	async end(): Promise<void> {
		this.socket?.terminate();
		this.socket = undefined;
		if (this.sessionId === "") return;
		const headers = { authorization: `Bearer ${this.target.token}` };
		await ask(this.target, { method: "DELETE", path: `/v1/sessions/${this.sessionId}`, headers });
		this.sessionId = "";
	}

	private async open(): Promise<void> {
		await this.end();
		this.sessionId = await openSession(this.target, this.name);
		this.seq = 1;
	}

	private async connect(): Promise<WebSocket> {
		const url = `ws://127.0.0.1:${this.target.port}/v1/connect?session=${this.sessionId}`;
		const socket = new WebSocket(url, { headers: { authorization: `Bearer ${this.target.token}` } });
		socket.on("message", (data) => this.take(String(data)));
		// After an end that the fuzzer wants nobody listens.
		socket.on("close", (code) => socket === this.socket && this.onSettled(`closed with ${code}`));
		await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
		socket.on("error", () => {});
		this.socket = socket;
		return socket;
	}

	private take(text: string): void {
		const { pong, ack, error } = JSON.parse(text) as Message;
		if (error !== undefined) this.tally.inspect(0, text);
		if (ack !== undefined) this.seq = ack + 1;
		if (pong === this.count) this.onSettled("taken");
	}
}
