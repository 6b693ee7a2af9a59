import { isIP } from "node:net";
import { kindOf, type AddressKind } from "./addresses.ts";
import { ok, portOf, wrong, type Check, type Finding, type Site } from "./site.ts";

/** Roblox blocks other ports below 1024, and 1194. */
function isBlocked(port: number): boolean {
	return (port < 1024 && port !== 80 && port !== 443) || port === 1194;
}

export const addressCheck: Check = {
	name: "address",
	needs: [],
	run: async (site) => {
		const { protocol, hostname, pathname, href } = site.url;
		if (protocol !== "https:")
			return wrong(`${href} is not https`, "Without TLS everybody on the way reads the token.");
		if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0)
			return wrong(
				`${hostname} is no name`,
				"Certificates are for names: take one, a free one by dynamic DNS.",
			);
		if (pathname !== "/") return wrong(`the path ${pathname}`, "GatewayUrl ends after the name.");
		const port = portOf(site);
		if (isBlocked(port)) return wrong(`port ${port}`, "Roblox reaches 443, and ports from 1024 but 1194.");
		return ok(`${site.url.origin}`);
	},
};

const ADVICE: Readonly<Record<Exclude<AddressKind, "public">, string>> = {
	"own machine":
		"Game servers would look for the gateway on their own machine. The name's A record must hold your public address.",
	"home network":
		"Nobody outside can reach it. The name must lead to your router's public address: in ddclient.conf, usev4=webv4.",
	"shared by a provider":
		"Your provider shares one public address among many customers, so no port can be forwarded. Ask for a public IPv4 address, or rent a small server.",
};

async function lookUp(site: Site): Promise<ReadonlyArray<string> | Finding> {
	const { hostname } = site.url;
	try {
		return await site.resolve(hostname);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOTFOUND" || code === "ENODATA")
			return wrong(
				`there is no ${hostname}`,
				"Make its A record, or look at ddclient's log; a new name takes some minutes.",
			);
		return wrong(`no DNS server answers (${code ?? "unknown"})`, "Is this computer on the network?");
	}
}

export const dnsCheck: Check = {
	name: "DNS",
	needs: ["address"],
	run: async (site, findings) => {
		if (site.at !== undefined) {
			findings.addresses = [site.at];
			return { state: "skipped", found: `you said ${site.at}` };
		}
		const found = await lookUp(site);
		if ("state" in found) return found;
		findings.addresses = found;
		for (const address of found) {
			const kind = kindOf(address);
			if (kind !== "public") return wrong(`${site.url.hostname} leads to ${address}, ${kind}`, ADVICE[kind]);
		}
		return ok(found.join(", "));
	},
};
