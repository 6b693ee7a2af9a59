import { connect } from "node:net";
import { checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";
import { ok, portOf, warning, wrong, type Check, type Finding, type Findings, type Site } from "./site.ts";
import { trustOf } from "./trust.ts";

/** Undefined if the port opens, otherwise why it does not. */
export function whyClosed(address: string, port: number, seconds: number): Promise<string | undefined> {
	return new Promise((resolve) => {
		const socket = connect({ host: address, port });
		const settle = (why: string | undefined) => {
			clearTimeout(timer);
			socket.destroy();
			resolve(why);
		};
		const timer = setTimeout(() => settle("TIMEOUT"), seconds * 1000);
		socket.on("connect", () => settle(undefined));
		socket.on("error", (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
	});
}

function portProblem(address: string, port: number, why: string): Finding {
	if (why === "ECONNREFUSED")
		return wrong(
			`${address} refuses port ${port}`,
			"nginx does not run there, or the router forwards the port to another machine.",
		);
	const isSilent = why === "TIMEOUT";
	return wrong(
		isSilent ? `${address} does not answer on port ${port}` : `${address}, port ${port}: ${why}`,
		"A firewall drops it, the router does not forward it, or the provider blocks it. From your own network also try --at with the server's address: some routers do not lead back in.",
	);
}

export const portCheck: Check = {
	name: "port",
	needs: ["DNS"],
	run: async (site, { addresses }) => {
		const port = portOf(site);
		for (const address of addresses) {
			const why = await whyClosed(address, port, site.patienceSeconds);
			if (why !== undefined) return portProblem(address, port, why);
		}
		return ok(`${port} is open`);
	},
};

type Handshake =
	| { readonly kind: "done"; readonly socket: TLSSocket }
	| { readonly kind: "failed"; readonly code: string; readonly message: string };

/** A handshake that takes any certificate, to look at it. */
function shakeHands(site: Site, address: string): Promise<Handshake> {
	return new Promise((resolve) => {
		const socket = connectTls({
			host: address,
			port: portOf(site),
			servername: site.url.hostname,
			rejectUnauthorized: false,
			...trustOf(site),
		});
		const fail = (code: string, message: string) => {
			clearTimeout(timer);
			socket.destroy();
			resolve({ kind: "failed", code, message });
		};
		const timer = setTimeout(() => fail("TIMEOUT", "no answer"), site.patienceSeconds * 1000);
		socket.on("secureConnect", () => {
			clearTimeout(timer);
			resolve({ kind: "done", socket });
		});
		socket.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? "", error.message));
	});
}

function handshakeProblem({ code, message }: { code: string; message: string }, name: string): Finding {
	if (/unrecognized.name/i.test(message))
		return wrong(`nginx knows no ${name}`, "server_name in townsfolk.conf must be this name.");
	if (/wrong version number|packet length too long|http request/i.test(message))
		return wrong("no TLS on this port", "nginx must say `listen 443 ssl`, with a certificate.");
	return wrong(
		`the TLS handshake fails: ${code} ${message}`.trim(),
		"nginx's error log says why: /var/log/nginx/error.log",
	);
}

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
/** certbot renews a certificate 30 days before it ends. */
const RENEWAL_DAYS = 21;

/** What is wrong with a certificate, by the code of Node's (that is, OpenSSL's) verdict. */
function certificateProblem(verdict: string, until: string, issuer: string): Finding {
	switch (verdict) {
		case "CERT_HAS_EXPIRED":
			return wrong(
				`the certificate ended on ${until}`,
				"certbot renew --dry-run says why it was not renewed. If it was, nginx was not reloaded.",
			);
		case "CERT_NOT_YET_VALID":
			return wrong(
				"the certificate is not valid yet",
				"The clock of this computer, or of the server, is wrong.",
			);
		case "DEPTH_ZERO_SELF_SIGNED_CERT":
		case "SELF_SIGNED_CERT_IN_CHAIN":
			return wrong(
				`nobody vouches for the certificate: ${issuer} made it itself`,
				"Roblox takes certificates of public authorities only: get one by certbot.",
			);
		default:
			return wrong(
				`the certificate cannot be traced to a public authority (${verdict}, issuer: ${issuer})`,
				"ssl_certificate must name fullchain.pem, not cert.pem; an authority of your own does not do.",
			);
	}
}

function judge(site: Site, socket: TLSSocket): Finding {
	const certificate = socket.getPeerCertificate();
	const { hostname } = site.url;
	const until = new Date(certificate.valid_to);
	const day = until.toISOString().slice(0, 10);
	const issuer = String(certificate.issuer.CN ?? certificate.issuer.O ?? "somebody unnamed");
	const verdict = socket.authorizationError as unknown;
	// Node reports a wrong name only where everything else is right.
	const isOther = checkServerIdentity(hostname, certificate) !== undefined;
	if (isOther) {
		const names = certificate.subjectaltname?.replaceAll("DNS:", "") ?? "no name at all";
		return wrong(
			`the certificate is for ${names}`,
			`Get one for ${hostname}: certbot certonly -d ${hostname}`,
		);
	}
	if (!socket.authorized)
		return certificateProblem(verdict instanceof Error ? verdict.message : String(verdict), day, issuer);
	const days = Math.floor((until.getTime() - site.now()) / DAY_MILLISECONDS);
	const protocol = socket.getProtocol() ?? "TLS";
	if (days < RENEWAL_DAYS)
		return warning(
			`the certificate ends in ${days} days, on ${day}`,
			"It should have been renewed by now: systemctl status certbot.timer; certbot renew --dry-run",
		);
	return ok(`${issuer}, until ${day}; ${protocol}`);
}

async function inspect(site: Site, address: string): Promise<Finding> {
	const handshake = await shakeHands(site, address);
	if (handshake.kind === "failed") return handshakeProblem(handshake, site.url.hostname);
	const finding = judge(site, handshake.socket);
	handshake.socket.destroy();
	return finding;
}

export const certificateCheck: Check = {
	name: "certificate",
	needs: ["port"],
	run: async (site, { addresses }: Findings) => {
		let last = ok("");
		for (const address of addresses) {
			last = await inspect(site, address);
			if (last.state === "wrong") return last;
		}
		return last;
	},
};
