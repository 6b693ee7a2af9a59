import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { DEPLOY } from "./support/nginx.ts";

/** What systemd says of the units, without starting them. */

const UNITS = ["townsfolk-gateway@.service", "letta-app-server.service"].map((name) =>
	join(DEPLOY, "systemd", name),
);
const NO_SYSTEMD = existsSync("/usr/bin/systemd-analyze") ? false : "no systemd on this machine";

/** From 0 (no privilege) to 10; 2.0 leaves room for what Node needs: sockets, and memory that V8 writes and runs. */
const MOST_EXPOSURE_TENTHS = 20;

describe("the systemd units", { skip: NO_SYSTEMD }, () => {
	for (const unit of UNITS) {
		test(`${unit.slice(DEPLOY.length + 1)} has no mistake that systemd knows of`, () => {
			const { stdout, stderr } = spawnSync("systemd-analyze", ["verify", unit], { encoding: "utf8" });
			const problems = `${stdout}${stderr}`
				.split("\n")
				// Node may be elsewhere on this machine.
				.filter((line) => line !== "" && !/node is not executable/.test(line))
				.filter((line) => line.includes(DEPLOY) || /townsfolk|letta/.test(line));
			assert.deepEqual(problems, []);
		});

		test(`${unit.slice(DEPLOY.length + 1)} takes from its program what it does not need`, () => {
			const args = ["security", "--offline=true", `--threshold=${MOST_EXPOSURE_TENTHS}`, "--no-pager", unit];
			const { status, stdout } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
			assert.equal(status, 0, stdout);
			for (const setting of ["ProtectSystem", "NoNewPrivileges", "UMask"])
				assert.match(stdout, new RegExp(`✓ ${setting}=`), stdout);
		});
	}
});
