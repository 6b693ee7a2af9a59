import type { Fault } from "../../scripts/teeth/fault.ts";

const CONF = "deploy/nginx/townsfolk.conf";
const EDGE = "${EDGE_NETWORK:-10.87.87}";

/** nginx's configuration and `npm run deploy:check`. Without nginx on the machine they survive. */
export default [
	{
		name: "each address of an IPv6 network is a client of its own",
		file: CONF,
		find: `"~^(?<townsfolk_network>[\\s\\S]{8})[\\s\\S]{8}$" $townsfolk_network;`,
		replace: "",
		covers: { tests: ["deploy/test/limits.test.ts"] },
	},
	{
		name: "a client says itself where it comes from",
		file: CONF,
		find: `proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Request-Id $request_id; proxy_set_header Connection "";`,
		replace: `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Request-Id $request_id; proxy_set_header Connection "";`,
		covers: { tests: ["deploy/test/nginx.test.ts"] },
	},
	{
		name: "nginx waits a minute for who says no name",
		file: CONF,
		find: "ssl_reject_handshake on; client_header_timeout 10s;",
		replace: "ssl_reject_handshake on;",
		covers: { tests: ["deploy/test/nginx.test.ts"] },
	},
	{
		name: "everybody can read the metrics",
		file: CONF,
		find: `"~^/(healthz|readyz)$" 1;`,
		replace: `"~^/(healthz|readyz|metrics)$" 1;`,
		covers: { tests: ["deploy/test/nginx.test.ts"] },
	},
	{
		name: "deploy:check does not mind a gateway that answers without TLS",
		file: "deploy/check/check-doors.ts",
		find: "if (plain.json !== undefined)",
		replace: "if (plain.status === 500)",
		covers: { tests: ["deploy/test/check-faults.test.ts"] },
	},
	{
		name: "deploy:check ends with 0 whatever it finds",
		file: "deploy/check/report.ts",
		find: `finding.state === "wrong") ? 1 : 0`,
		replace: `finding.state === "wrong") ? 0 : 0`,
		covers: { tests: ["deploy/test/place.test.ts"] },
	},
	{
		name: "in containers, nginx asks Docker once where the second gateway is",
		file: "deploy/compose/compose.yaml",
		find: `- "gateway-2:${EDGE}.12"`,
		replace: "",
		covers: { tests: ["deploy/test/compose.test.ts"] },
	},
	{
		name: "in containers, gateways believe everybody on Docker's networks",
		file: "deploy/compose/compose.yaml",
		find: `TOWNSFOLK_TRUSTED_PROXIES: ${EDGE}.10,${EDGE}.11,${EDGE}.12`,
		replace: "TOWNSFOLK_TRUSTED_PROXIES: 10.0.0.0/8",
		covers: { tests: ["deploy/test/compose.test.ts"] },
	},
	{
		name: "Docker calls a gateway healthy whatever it answers",
		file: "deploy/compose/compose.yaml",
		find: "console.log(await r.text()); process.exit(r.ok ? 0 : 1);",
		replace: "console.log(await r.text());",
		covers: { tests: ["deploy/test/compose.test.ts"] },
	},
	{
		name: "in containers, nginx does not try again to read a certificate",
		file: "deploy/compose/nginx-start.sh",
		find: `if [ "$now" != "$served" ] && nginx -s reload; then served=$now; fi`,
		replace: `if [ "$now" != "$served" ]; then served=$now; nginx -s reload; fi`,
		covers: { tests: ["deploy/test/compose.test.ts"] },
	},
] satisfies ReadonlyArray<Fault>;
