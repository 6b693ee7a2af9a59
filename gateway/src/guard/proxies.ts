import { BlockList, isIP } from "node:net";

/** The addresses of the proxies in front of the gateway, whose word on who is behind them counts. */
export interface Proxies {
	readonly list: ReadonlyArray<string>;
	readonly includes: (address: string | undefined) => boolean;
}

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** Undefined for what is neither an address nor a network. */
export function readProxies(list: ReadonlyArray<string>): Proxies | undefined {
	const known = new BlockList();
	for (const entry of list) {
		const [address = "", bits, ...rest] = entry.split("/");
		const most = isIP(address) === 6 ? 128 : 32;
		if (isIP(address) === 0 || rest.length > 0) return undefined;
		if (bits === undefined) known.addAddress(address, familyOf(address));
		else if (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
			known.addSubnet(address, Number(bits), familyOf(address));
		else return undefined;
	}
	const includes = (address: string | undefined) =>
		address !== undefined && isIP(address) !== 0 && known.check(address, familyOf(address));
	return { list, includes };
}

export const NO_PROXIES: Proxies = { list: [], includes: () => false };
