import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ask, askForWebSocket, describe, type Answer, type NoAnswer } from "./ask.ts";
import { ok, skipped, wrong, type Check, type Finding, type Findings, type Site } from "./site.ts";

/** A frame that holds nothing. */
const EMPTY = { seq: 1, ack: 0, ops: [] };

function exchange(
	site: Site,
	findings: Findings,
	waitSeconds: number,
	body: object = EMPTY,
): Promise<Answer | NoAnswer> {
	const path = `/v1/sessions/${findings.session!.id}/frames?wait=${waitSeconds}`;
	return ask(site, findings, { method: "POST", path, body, waitSeconds });
}

const statusOf = (answer: Answer | NoAnswer): number => (answer.kind === "answer" ? answer.status : 0);

const isTaken = (answer: Answer | NoAnswer): boolean => statusOf(answer) === 200;

/**
 * A gateway without WebSockets knows no such route and says so in its own words. One with WebSockets that sees no upgrade
 * answers 426, or 404 without a word.
 */
function hasNone({ status, error, json }: Answer): boolean {
	const { message } = (json ?? {}) as { message?: unknown };
	return status === 404 && error === "bad_request" && message === "no such route";
}

/** A masked close frame without a reason (RFC 6455, 5.5.1). */
const CLOSE_FRAME = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);

/** Ends the socket and waits until the gateway has let go of it: a poll that comes before would not be held. */
async function hangUp(socket: Socket): Promise<void> {
	const closed = new Promise((resolve) => socket.once("close", resolve).resume());
	socket.on("error", () => {}).end(CLOSE_FRAME);
	await Promise.race([closed, sleep(2000, undefined, { ref: false })]);
	socket.destroy();
}

export const upgradeCheck: Check = {
	name: "WebSocket",
	needs: ["token"],
	run: async (site, findings) => {
		const answer = await askForWebSocket(site, findings, `/v1/connect?session=${findings.session!.id}`);
		if (answer.kind === "upgraded") {
			await hangUp(answer.socket);
			return ok("opens");
		}
		if (answer.kind === "answer" && hasNone(answer))
			return skipped("this gateway has none: game servers poll");
		const sawNoUpgrade =
			statusOf(answer) === 426 || (answer.kind === "answer" && answer.status === 404 && answer.text === "");
		if (sawNoUpgrade)
			return wrong(
				"the upgrade does not reach the gateway",
				"nginx must pass it on: proxy_http_version 1.1 and the headers Upgrade and Connection, as townsfolk.conf does.",
			);
		return wrong(
			`no WebSocket: ${describe(answer)}`,
			"The proxy must let /v1/connect through to the gateway, with the headers Upgrade and Connection.",
		);
	},
};

/** A poll that is answered this much too early was not held. */
const EARLY_SECONDS = 1;

export const timeoutCheck: Check = {
	name: "time-outs",
	needs: ["token"],
	run: async (site, findings) => {
		const { maxWaitSeconds } = findings.session!;
		const answer = await exchange(site, findings, maxWaitSeconds);
		const after = `after ${answer.seconds.toFixed(0)} s`;
		if (!isTaken(answer))
			return wrong(
				`a poll of ${maxWaitSeconds} s ends ${after}: ${describe(answer)}`,
				"The proxy must wait 35 s at least for an answer (proxy_read_timeout), and so must all before it.",
			);
		if (answer.seconds < maxWaitSeconds - EARLY_SECONDS)
			return wrong(
				`a poll of ${maxWaitSeconds} s was answered ${after}`,
				"Something between answers for the gateway: is there a cache?",
			);
		return ok(`a poll may wait ${maxWaitSeconds} s`);
	},
};

/** An answer takes longer only where something keeps it back. */
const HELD_BACK_SECONDS = 2;

/** So many polls may a gateway hold for a game server. */
const HELD_POLLS = 4;

/** With one poll too many, the oldest is answered. Where the proxy lets one wait for another, it is not. */
async function pollsApart(site: Site, findings: Findings): Promise<Finding> {
	const { maxWaitSeconds } = findings.session!;
	let newerAt = Number.POSITIVE_INFINITY;
	const older = exchange(site, findings, maxWaitSeconds).then((answer) => ({
		answer,
		lateSeconds: (performance.now() - newerAt) / 1000,
	}));
	await sleep(500);
	newerAt = performance.now();
	const newer = await Promise.all(Array.from({ length: HELD_POLLS }, () => exchange(site, findings, 1)));
	const { answer, lateSeconds } = await older;
	const refused = [answer, ...newer].find((each) => !isTaken(each));
	if (refused !== undefined) return wrong(`polls at once: ${describe(refused)}`, "See nginx's error log.");
	if (lateSeconds > HELD_BACK_SECONDS)
		return wrong(
			`an answer is held back for ${lateSeconds.toFixed(1)} s`,
			"One request must not wait for another: proxy_buffering off, no cache, and limit_req with nodelay.",
		);
	return ok(`an answer takes ${Math.max(0, lateSeconds).toFixed(2)} s`);
}

/** Ends the session. Its blocks are gone then, unless somebody has kept the answer. */
async function endsForReal(site: Site, findings: Findings): Promise<Finding | undefined> {
	const path = `/v1/sessions/${findings.session!.id}`;
	const blocks = () => ask(site, findings, { path: `${path}/blocks` });
	await blocks();
	const ended = await ask(site, findings, { method: "DELETE", path, waitSeconds: 10 });
	const answer = await blocks();
	if (statusOf(ended) === 204 && statusOf(answer) === 200)
		return wrong(
			"the answer of a session that has ended comes out of a cache",
			"No proxy may cache this: proxy_cache off, and no CDN's cache before it.",
		);
	if (statusOf(ended) !== 204)
		return wrong(`a session does not end: ${describe(ended)}`, "The proxy must let DELETE through.");
	return undefined;
}

export const bufferingCheck: Check = {
	name: "buffering",
	// The last of those that use the session: it ends it.
	needs: ["token"],
	run: async (site, findings) => {
		const apart = await pollsApart(site, findings);
		const ends = await endsForReal(site, findings);
		return apart.state === "wrong" ? apart : (ends ?? apart);
	},
};

/** What the gateway takes of one frame is 1 MiB. */
const LARGE_BYTES = 1_000_000;

export const sizeCheck: Check = {
	name: "size",
	needs: ["token"],
	run: async (site, findings) => {
		const answer = await exchange(site, findings, 0, { ...EMPTY, filling: "x".repeat(LARGE_BYTES) });
		if (isTaken(answer)) return ok("a frame may have 1 MB");
		const isLarge = statusOf(answer) === 413;
		return wrong(
			isLarge ? "a frame of 1 MB is too large for it (413)" : `a frame of 1 MB: ${describe(answer)}`,
			"client_max_body_size must be 1100k at least, and slow uploads need client_body_timeout.",
		);
	},
};

/** A town that starts sends as many requests in a moment. */
const BURST = 20;

export const burstCheck: Check = {
	name: "limits",
	needs: ["token"],
	run: async (site, findings) => {
		const answers = await Promise.all(Array.from({ length: BURST }, () => exchange(site, findings, 0)));
		const refused = answers.filter((answer) => !isTaken(answer));
		if (refused.length === 0) return ok(`${BURST} requests at once are taken`);
		return wrong(
			`of ${BURST} requests at once ${refused.length} are refused: ${describe(refused[0]!)}`,
			"limit_req and limit_conn are too tight: many game servers come from one address of Roblox's.",
		);
	},
};
