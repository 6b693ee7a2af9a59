import { randomUUID } from "node:crypto";
import { ask, describe, type Answer, type NoAnswer } from "./ask.ts";
import { ok, wrong, type Check, type Finding } from "./site.ts";

/** nginx's answers when the gateway does not. */
function proxyProblem(answer: Answer | NoAnswer): Finding | undefined {
	if (answer.kind === "noAnswer")
		return wrong(
			describe(answer),
			"nginx took the connection and did not answer: see /var/log/nginx/error.log",
		);
	if (answer.status === 502)
		return wrong(
			"nginx does not reach the gateway (502)",
			"Does it run, on the address and port of upstream.conf? systemctl status 'townsfolk-gateway@*'",
		);
	if (answer.status === 504)
		return wrong("the gateway does not answer nginx (504)", "journalctl -u 'townsfolk-gateway@*' says why.");
	if (answer.status >= 300 && answer.status < 400)
		return wrong(
			`it leads elsewhere: ${answer.status} to ${String(answer.headers.location)}`,
			"GatewayUrl must be the address that answers itself.",
		);
	return undefined;
}

/** Further apart, certificates and time-stamps begin to fail. */
const MAX_CLOCK_SECONDS = 30;

/** Seconds by which a server's `Date` is outside of the time that its answer took. It is in whole seconds. */
function clockDifference(date: number, askedAt: number, answeredAt: number): number {
	if (date > answeredAt) return Math.round((date - answeredAt) / 1000);
	return Math.min(0, Math.round((date + 1000 - askedAt) / 1000));
}

export const clockCheck: Check = {
	name: "clock",
	needs: ["certificate"],
	run: async (site, findings) => {
		const askedAt = site.now();
		const answer = await ask(site, findings, { path: "/healthz", token: null });
		const date = answer.kind === "answer" ? Date.parse(answer.headers.date ?? "") : Number.NaN;
		if (Number.isNaN(date)) return wrong(`no time in its answer: ${describe(answer)}`, "Is this nginx?");
		const seconds = clockDifference(date, askedAt, site.now());
		if (Math.abs(seconds) <= MAX_CLOCK_SECONDS) return ok("the same as here");
		return wrong(
			`the server's clock is ${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} this computer's`,
			"timedatectl on each says whether it follows the network's time: systemctl enable --now systemd-timesyncd",
		);
	},
};

export const gatewayCheck: Check = {
	name: "gateway",
	needs: ["certificate"],
	run: async (site, findings) => {
		const answer = await ask(site, findings, { path: "/readyz", token: null });
		const problem = proxyProblem(answer);
		if (problem !== undefined) return problem;
		const { ready, reason } = ((answer as Answer).json ?? {}) as { ready?: unknown; reason?: unknown };
		if (ready === true) return ok("ready");
		if (ready === false)
			return wrong(
				`the gateway is not ready: ${String(reason)}`,
				"systemctl status letta-app-server; the gateway's log says more.",
			);
		return wrong(
			`/readyz answers ${describe(answer)}`,
			"This is no Townsfolk gateway, or the proxy does not let /readyz through.",
		);
	},
};

function openingProblem(answer: Answer | NoAnswer): Finding {
	if (answer.kind === "answer" && answer.status === 401)
		return wrong(
			"the gateway does not take the token",
			"It must be the one that the gateway was given, and nginx must pass Authorization on.",
		);
	if (answer.kind === "answer" && answer.status === 403)
		return wrong(`the gateway refuses: ${describe(answer)}`, "Say --place-id with a place that it allows.");
	return wrong(`no session: ${describe(answer)}`, "The gateway's log says why.");
}

export const tokenCheck: Check = {
	name: "token",
	needs: ["gateway"],
	run: async (site, findings) => {
		const stranger = await ask(site, findings, { path: "/v1/sessions/none/blocks", token: null });
		if (stranger.kind === "noAnswer" || stranger.status !== 401)
			return wrong(
				`without a token it says ${describe(stranger)}, not 401`,
				"Something before the gateway answers for it, or adds a token to everybody's requests.",
			);
		const body = {
			protocol: 1,
			placeId: site.placeId,
			serverId: `deploy-check-${randomUUID()}`,
			memoryMode: "session",
		};
		const answer = await ask(site, findings, { method: "POST", path: "/v1/sessions", body });
		const { sessionId, maxWaitSeconds } = ((answer as Answer).json ?? {}) as Record<string, unknown>;
		if (typeof sessionId !== "string") return openingProblem(answer);
		findings.session = { id: sessionId, maxWaitSeconds: Number(maxWaitSeconds) };
		return ok("taken; without it, refused");
	},
};
