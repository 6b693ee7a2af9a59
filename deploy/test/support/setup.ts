import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { Row } from "../../check/run-checks.ts";
import { runChecks } from "../../check/run-checks.ts";
import type { Finding, Site } from "../../check/site.ts";
import { createAuthority, type Authority } from "./certificates.ts";
import { TOKEN } from "./gateway.ts";

/** A folder and a certificate authority for a file of tests; the folder goes after its last test. */
export function setUpFile(): { readonly folder: string; readonly authority: Authority } {
	const folder = mkdtempSync(join(tmpdir(), "townsfolk-deploy-"));
	// nginx's workers are another user where root runs the tests.
	chmodSync(folder, 0o755);
	after(() => rmSync(folder, { recursive: true, force: true }));
	return { folder, authority: createAuthority(folder) };
}

/** What a studio would check, from the machine itself. */
export function siteAt(url: string, ca: string, changes: Partial<Site> = {}): Site {
	return {
		url: new URL(url),
		token: TOKEN,
		at: "127.0.0.1",
		ca,
		placeId: 0,
		httpPort: 80,
		innerPorts: [],
		now: Date.now,
		resolve: async () => [],
		// A machine that runs all tests at once is slow.
		patienceSeconds: 90,
		...changes,
	};
}

/** The checks' findings by name. */
export async function check(site: Site): Promise<Map<string, Finding>> {
	const rows: ReadonlyArray<Row> = await runChecks(site);
	return new Map(rows.map(({ name, finding }) => [name, finding]));
}

/** The names of the checks that found something wrong. */
export function wrongOnes(findings: ReadonlyMap<string, Finding>): string[] {
	return [...findings].filter(([, { state }]) => state === "wrong").map(([name]) => name);
}
