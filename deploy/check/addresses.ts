import { BlockList, isIP } from "node:net";

/** Which network an address belongs to, as far as it matters to game servers. */
export type AddressKind = "public" | "own machine" | "home network" | "shared by a provider";

const RANGES: ReadonlyArray<readonly [Exclude<AddressKind, "public">, string, number]> = [
	["own machine", "127.0.0.0", 8],
	["own machine", "::1", 128],
	["own machine", "0.0.0.0", 8],
	["home network", "10.0.0.0", 8],
	["home network", "172.16.0.0", 12],
	["home network", "192.168.0.0", 16],
	["home network", "169.254.0.0", 16],
	["home network", "fc00::", 7],
	["home network", "fe80::", 10],
	["shared by a provider", "100.64.0.0", 10],
];

const LISTS = RANGES.map(([kind, network, bits]) => {
	const list = new BlockList();
	const family = familyOf(network);
	list.addSubnet(network, bits, family);
	return { kind, list, family };
});

function familyOf(address: string): "ipv4" | "ipv6" {
	return isIP(address) === 6 ? "ipv6" : "ipv4";
}

export function kindOf(address: string): AddressKind {
	const family = familyOf(address);
	const found = LISTS.find(({ list, family: own }) => own === family && list.check(address, family));
	return found?.kind ?? "public";
}
