import { sleep, type Clock } from "../../../gateway/src/timing/clock.ts";
import type { Random } from "../repeatable/random.ts";
import { ApiError, creditsSpent, quotaSpent, tooManyRequests, unauthorized } from "./api-error.ts";
import type { Trouble } from "./faults.ts";
import { type CloudResponse, ConnectionLost, jsonResponse } from "./wire.ts";

/** Carries a request out, or lets a trouble spoil it. */
export interface CarryOutDeps {
	readonly clock: Clock;
	readonly random: Random;
	/** The wall clock, Unix seconds. */
	readonly unixNow: () => number;
}

/** A proxy's error page under a status that promises JSON. */
const PROXY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>upstream went away</body></html>";
const REFUSAL_PAGE =
	"<html><head><title>Refused</title></head><body>a proxy does not let you pass</body></html>";
/** After this time without an answer the connection is closed. */
const SILENCE_SECONDS = 600;

function rateLimited(
	{ form, waitSeconds }: Extract<Trouble, { kind: "rateLimit" }>,
	{ random, unixNow }: CarryOutDeps,
): ApiError {
	const seconds = random.between(...waitSeconds);
	if (form === "quota") return quotaSpent(seconds);
	if (form === "seconds") return tooManyRequests(String(Math.ceil(seconds)));
	return tooManyRequests(new Date(Math.ceil(unixNow() + seconds) * 1000).toUTCString());
}

async function silence(clock: Clock, signal: AbortSignal | undefined): Promise<never> {
	await new Promise<void>((resolve) => {
		const cancel = clock.after(SILENCE_SECONDS, resolve);
		signal?.addEventListener("abort", () => {
			cancel();
			resolve();
		});
	});
	throw new ConnectionLost("ECONNRESET");
}

function halved(response: CloudResponse): CloudResponse {
	const { body } = response;
	if (typeof body !== "string") throw new ConnectionLost("ECONNRESET");
	return { ...response, body: body.slice(0, Math.floor(body.length / 2)), isCut: true };
}

/** Does the work to its end, a stream's too. */
async function wholly(work: () => Promise<CloudResponse>): Promise<void> {
	const { body } = await work();
	if (typeof body !== "string") for await (const event of body) void event;
}

function cutAfter(response: CloudResponse, events: number): CloudResponse {
	const { body } = response;
	return typeof body === "string" ? response : { ...response, body: firstOf(body, events) };
}

async function* firstOf(events: AsyncIterable<string>, count: number): AsyncIterable<string> {
	let left = count;
	for await (const event of events) {
		if (left === 0) throw new ConnectionLost("ECONNRESET");
		left -= 1;
		yield event;
	}
}

/** Does `work`, which never rejects, unless the trouble prevents it. Rejects with `ConnectionLost`. */
export async function carryOut(
	deps: CarryOutDeps,
	trouble: Trouble | undefined,
	work: () => Promise<CloudResponse>,
	signal?: AbortSignal,
): Promise<CloudResponse> {
	const { clock, random } = deps;
	switch (trouble?.kind) {
		case undefined:
		// Turns see to these.
		case "slowModel":
		case "provider":
			return work();
		case "proxy":
			return { status: trouble.status, headers: { "content-type": "text/html" }, body: REFUSAL_PAGE };
		case "cut":
			await wholly(work);
			throw new ConnectionLost("UND_ERR_SOCKET");
		case "cutStream":
			return cutAfter(await work(), trouble.afterEvents);
		case "rateLimit":
			return rateLimited(trouble, deps).response;
		case "status":
			if (trouble.isProcessed === true) await wholly(work);
			return jsonResponse(trouble.status, { detail: "An unknown error occurred" });
		case "unauthorized":
			return unauthorized().response;
		case "creditsSpent":
			return creditsSpent().response;
		case "timeout":
			if (trouble.isProcessed) void work();
			return silence(clock, signal);
		case "reset":
			if (trouble.isProcessed) await wholly(work);
			throw new ConnectionLost("ECONNRESET");
		case "unreachable":
			throw new ConnectionLost(trouble.code);
		case "halfBody":
			return halved(await work());
		case "invalidJson":
			await wholly(work);
			return { status: 200, headers: { "content-type": "text/html" }, body: PROXY_PAGE };
		case "slowBody": {
			const response = await work();
			await sleep(clock, random.between(...trouble.seconds));
			return response;
		}
		case "latency":
			await sleep(clock, random.between(...trouble.seconds));
			return work();
	}
}
