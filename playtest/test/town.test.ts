import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { raiseTown } from "../src/town.ts";
import type { Site, Town } from "../src/town.ts";

describe("a town's start", () => {
	const dataDir = mkdtempSync(join(tmpdir(), "townsfolk-town-"));
	after(() => rmSync(dataDir, { recursive: true, force: true }));

	/** Raises a town of one part, which `build` goes on from. */
	function raise(build: (site: Site) => Promise<object>) {
		const ended: string[] = [];
		let stop: Town["stop"] | undefined;
		const raised = raiseTown({ dataDir, onBegun: (given) => (stop = given) }, 1, (site) => {
			site.lifecycle.add("part", () => void ended.push("part"));
			return build(site);
		});
		return { raised, ended, stop: () => stop!() };
	}

	it("can be broken off, and what was started by then ends", async () => {
		const { ended, stop } = raise(() => new Promise(() => {}));
		await stop();
		assert.deepEqual(ended, ["part"]);
	});

	it("ends what was started by then when a part cannot start, and says why", async () => {
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
