import { certificateCheck, portCheck } from "./check-connection.ts";
import { innerPortsCheck, metricsCheck, renewalCheck } from "./check-doors.ts";
import { bufferingCheck, burstCheck, sizeCheck, timeoutCheck, upgradeCheck } from "./check-exchange.ts";
import { clockCheck, gatewayCheck, tokenCheck } from "./check-gateway.ts";
import { addressCheck, dnsCheck } from "./check-name.ts";
import { wrong, type Check, type Finding, type Findings, type Site } from "./site.ts";

/** In this order; the last of the session's ends it. */
const CHECKS: ReadonlyArray<Check> = [
	addressCheck,
	dnsCheck,
	portCheck,
	certificateCheck,
	clockCheck,
	gatewayCheck,
	tokenCheck,
	upgradeCheck,
	timeoutCheck,
	sizeCheck,
	burstCheck,
	bufferingCheck,
	metricsCheck,
	renewalCheck,
	innerPortsCheck,
];

export interface Row {
	readonly name: string;
	readonly finding: Finding;
}

/** Makes all checks; one that needs what is wrong already is skipped. */
export async function runChecks(site: Site, onCheck: (name: string) => void = () => {}): Promise<Row[]> {
	const findings: Findings = { addresses: [], session: undefined };
	const rows: Row[] = [];
	/** Checks that say nothing about those that need them. */
	const blocked = new Map<string, string>();
	for (const { name, needs, run } of CHECKS) {
		const cause = needs.map((need) => blocked.get(need)).find((reason) => reason !== undefined);
		onCheck(name);
		const finding =
			cause === undefined
				? await run(site, findings).catch((error: Error) =>
						wrong(`the check itself failed: ${error.message}`, "Please report this."),
					)
				: { state: "skipped" as const, found: `first put right: ${cause}`, cause };
		if (finding.state === "wrong") blocked.set(name, name);
		else if (cause !== undefined) blocked.set(name, cause);
		rows.push({ name, finding });
	}
	return rows;
}

export const CHECK_NAMES = CHECKS.map(({ name }) => name);
