import { Failure, messageOf } from "../failure.ts";
import { KEY_VARIABLE } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { KEY_SCOPES, type Operation, type OperationName, OPERATIONS } from "./contract.ts";
import { Pace } from "./pace.ts";

export interface OpenCloudRequest {
	readonly operation: OperationName;
	/** With its query. */
	readonly path: string;
	readonly contentType?: string;
	readonly body?: string | Uint8Array;
}

/** Sends a request within Open Cloud's limits and returns the body of its answer. Throws Failure. */
export type Send = (request: OpenCloudRequest) => Promise<string>;

export interface SendOptions {
	readonly url: string;
	readonly key: string;
	readonly terminal: Pick<Terminal, "now" | "sleep" | "print">;
}

type Answer =
	| { readonly kind: "ok"; readonly text: string }
	| { readonly kind: "rateLimited"; readonly retryAfterSeconds?: number }
	| { readonly kind: "http"; readonly status: number; readonly text: string }
	| { readonly kind: "network"; readonly message: string };

const MAX_ATTEMPTS = 6;
const FIRST_BACKOFF_SECONDS = 2;
const MAX_WAIT_SECONDS = 120;
const ANSWER_TIMEOUT_MS = 60_000;
/** A shorter wait is not worth a line. */
const WORTH_SAYING_SECONDS = 5;

const MEANINGS: Readonly<Record<number, string>> = {
	400: "Open Cloud does not accept the request",
	401: `Open Cloud refuses the key in ${KEY_VARIABLE}. It needs ${KEY_SCOPES.join(" and ")} for this game`,
	403: `The key in ${KEY_VARIABLE} may not do this in this game. It needs ${KEY_SCOPES.join(" and ")}`,
	404: "Open Cloud knows no such game or place",
	409: "The place does not belong to this game",
};

function failureOf(answer: Exclude<Answer, { kind: "ok" }>): Failure {
	if (answer.kind === "rateLimited")
		return new Failure(`Open Cloud's rate limit refused the request ${MAX_ATTEMPTS} times. Try again later.`);
	if (answer.kind === "network") return new Failure(`Open Cloud cannot be reached: ${answer.message}`);
	const meaning = MEANINGS[answer.status] ?? "Open Cloud failed";
	return new Failure(`${meaning} (${answer.status}): ${answer.text.trim().slice(0, 300)}`);
}

/** Seconds; the header may also be a date. */
function retryAfter(header: string | null): number | undefined {
	if (header === null) return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return seconds;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}

async function attempt(request: OpenCloudRequest, { url, key }: SendOptions): Promise<Answer> {
	const { method } = OPERATIONS[request.operation];
	try {
		const response = await fetch(url + request.path, {
			method: method.toUpperCase(),
			headers: {
				"x-api-key": key,
				...(request.contentType !== undefined && { "content-type": request.contentType }),
			},
			body: request.body,
			redirect: "error",
			signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
		});
		const text = await response.text();
		if (response.ok) return { kind: "ok", text };
		if (response.status === 429)
			return { kind: "rateLimited", retryAfterSeconds: retryAfter(response.headers.get("retry-after")) };
		return { kind: "http", status: response.status, text };
	} catch (error) {
		const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
		return { kind: "network", message: messageOf(cause) };
	}
}

/** A refused request did nothing. After another failure only a question may be asked again. */
function mayRepeat(answer: Exclude<Answer, { kind: "ok" }>, { method }: Operation): boolean {
	if (answer.kind === "rateLimited") return true;
	return method === "get" && (answer.kind === "network" || answer.status >= 500);
}

export function createSend(options: SendOptions): Send {
	const { terminal } = options;
	const paces = new Map<OperationName, Pace>();
	const wait = async (seconds: number, why: string) => {
		if (seconds >= WORTH_SAYING_SECONDS) terminal.print(`  ${why}: waiting ${Math.ceil(seconds)} s`);
		if (seconds > 0) await terminal.sleep(seconds);
	};
	const takeTurn = async (name: OperationName) => {
		const { perMinute } = OPERATIONS[name];
		const pace = paces.get(name) ?? new Pace(perMinute);
		paces.set(name, pace);
		await wait(pace.book(terminal.now()), `Open Cloud allows ${perMinute} of these requests a minute`);
	};
	return async (request) => {
		const operation = OPERATIONS[request.operation];
		for (let attempts = 1; ; attempts++) {
			await takeTurn(request.operation);
			const answer = await attempt(request, options);
			if (answer.kind === "ok") return answer.text;
			if (attempts === MAX_ATTEMPTS || !mayRepeat(answer, operation)) throw failureOf(answer);
			const backoff = FIRST_BACKOFF_SECONDS * 2 ** (attempts - 1);
			const asked = answer.kind === "rateLimited" ? answer.retryAfterSeconds : undefined;
			const why =
				answer.kind === "rateLimited" ? "Open Cloud asks for patience" : "Open Cloud did not answer";
			await wait(Math.min(asked ?? backoff, MAX_WAIT_SECONDS), why);
		}
	};
}
