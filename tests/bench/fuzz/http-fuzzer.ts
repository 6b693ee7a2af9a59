import { Agent, request } from "node:http";
import { fuzzBody } from "../../../gateway/test/support/fuzz-frames.ts";
import { ask, framesPath, json, openSession, type Target } from "../attacks/target.ts";
import type { Tally } from "./tally.ts";

/** A session is opened anew after so many frames. */
export const FRAMES_PER_SESSION = 300;
/** Of a body that is shorter than it says. Each takes as long as the gateway waits for the rest. */
const LIE_SHARE = 0.0005;

interface Answer {
	readonly status: number;
	readonly text: string;
}

/** Sends broken frames as requests, one after the other. */
export class HttpFuzzer {
	private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
	private sessionId = "";
	private seq = 1;
	private count = 0;

	constructor(
		private readonly target: Target,
		private readonly random: () => number,
		private readonly tally: Tally,
		private readonly name: string,
	) {}

	async step(): Promise<void> {
		if (this.count++ % FRAMES_PER_SESSION === 0 || this.sessionId === "") await this.open();
		const { kind, bytes, contentType, encoding } = fuzzBody(this.random, this.seq);
		const isLie = this.random() < LIE_SHARE;
		const headers = {
			...json(this.target.token),
			"content-type": contentType,
			...(encoding !== undefined && { "content-encoding": encoding }),
			"content-length": String(bytes.length + (isLie ? 10 : 0)),
		};
		const { status, text } = await this.post(headers, bytes);
		this.tally.note(
			isLie ? "HTTP: shorter than it says" : `HTTP: ${kind}`,
			status === 0 ? "closed" : `${status}`,
		);
		this.tally.inspect(status, text);
		if (status === 200) this.seq = (JSON.parse(text) as { ack: number }).ack + 1;
	}

	/** Leaves nothing open. */
	async end(): Promise<void> {
		this.agent.destroy();
		await this.leave();
	}

	private async open(): Promise<void> {
		await this.leave();
		this.sessionId = await openSession(this.target, this.name);
		this.seq = 1;
	}

	private async leave(): Promise<void> {
		if (this.sessionId === "") return;
		const headers = { authorization: `Bearer ${this.target.token}` };
		await ask(this.target, { method: "DELETE", path: `/v1/sessions/${this.sessionId}`, headers });
		this.sessionId = "";
	}

	private post(headers: Record<string, string>, body: Buffer): Promise<Answer> {
		return new Promise((resolve) => {
			const options = {
				agent: this.agent,
				port: this.target.port,
				host: "127.0.0.1",
				method: "POST",
				headers,
			};
			const sent = request({ ...options, path: framesPath(this.sessionId) }, (response) => {
				let text = "";
				response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
				response.once("close", () => resolve({ status: response.statusCode!, text }));
			});
			sent.on("error", () => resolve({ status: 0, text: "" }));
			sent.end(body);
		});
	}
}
