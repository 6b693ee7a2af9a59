import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { raisePlaytest } from "../src/playtest.ts";
import type { Playtest, Site } from "../src/playtest.ts";

describe("the start of a playtest", () => {
	const dataDir = mkdtempSync(join(tmpdir(), "townsfolk-playtest-"));
	after(() => rmSync(dataDir, { recursive: true, force: true }));

	/** Raises a playtest of one part, which `build` goes on from. */
	function raise(build: (site: Site) => Promise<object>) {
		const ended: string[] = [];
		let stop: Playtest["stop"] | undefined;
		const raised = raisePlaytest({ dataDir, onBegun: (given) => (stop = given) }, 1, (site) => {
			site.lifecycle.add("part", () => void ended.push("part"));
			return build(site);
		});
		return { raised, ended, stop: () => stop!() };
	}

	it("can be interrupted: the parts that had started by then end", async () => {
		const { ended, stop } = raise(() => new Promise(() => {}));
		await stop();
		assert.deepEqual(ended, ["part"]);
	});

	it("ends the parts that had started when another cannot start, and says why", async () => {
		const { raised, ended } = raise(() => Promise.reject(new Error("no room")));
		await assert.rejects(raised, /no room/);
		assert.deepEqual(ended, ["part"]);
	});

	it("says so when a part does not end as it should", async () => {
		const { raised } = raise(async (site) => {
			site.lifecycle.add("door", () => Promise.reject(new Error("stuck")));
			return {};
		});
		await assert.rejects((await raised).stop(), /not everything ended as it should: door: stuck/);
	});
});
