import { kindOf } from "./addresses.ts";
import { ask, describe } from "./ask.ts";
import { whyClosed } from "./check-connection.ts";
import { ok, skipped, warning, wrong, type Check } from "./site.ts";

/** What must stay closed, and the one door that certificates need. */

export const metricsCheck: Check = {
	name: "metrics",
	needs: ["gateway"],
	run: async (site, findings) => {
		const answer = await ask(site, findings, { path: "/metrics", token: null });
		if (answer.kind === "answer" && answer.status >= 400) return ok("not public");
		return wrong(
			`everybody can read /metrics: ${describe(answer)}`,
			"nginx may let /v1/, /healthz and /readyz through, and nothing else.",
		);
	},
};

/** A closed port does not answer at all where a firewall drops: this long is enough to find an open one. */
const OPEN_WITHIN_SECONDS = 2;

export const innerPortsCheck: Check = {
	name: "other ports",
	needs: ["DNS"],
	run: async (site, { addresses }) => {
		const address = addresses[0]!;
		if (site.at !== undefined || kindOf(address) !== "public")
			return skipped("only seen from outside, without --at");
		const reasons = await Promise.all(
			site.innerPorts.map((port) => whyClosed(address, port, OPEN_WITHIN_SECONDS)),
		);
		const open = site.innerPorts.filter((_, index) => reasons[index] === undefined);
		if (open.length === 0) return ok(`closed: ${site.innerPorts.join(", ")}`);
		return wrong(
			`open to everybody: ${open.join(", ")}`,
			"Only nginx may reach the gateway, and only the gateway the App Server and Redis: HOST=127.0.0.1, and forward 80 and 443 only.",
		);
	},
};

export const renewalCheck: Check = {
	name: "renewal",
	needs: ["DNS"],
	run: async (site, findings) => {
		const plain = await ask(site, findings, { path: "/readyz", token: null, isPlain: true });
		if (plain.kind === "noAnswer")
			return warning(
				`port ${site.httpPort}: ${describe(plain)}`,
				"certbot renews over port 80 (HTTP-01): forward it too, unless you prove the name by DNS.",
			);
		if (plain.json !== undefined)
			return wrong(
				`the gateway answers without TLS, on port ${site.httpPort}`,
				"A game server that is set to http:// would send its token in clear text. Port 80 is for certificates only.",
			);
		return ok(`port ${site.httpPort} answers, without the gateway`);
	},
};
