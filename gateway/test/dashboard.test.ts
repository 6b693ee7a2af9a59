import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Metrics } from "../src/telemetry/metrics.ts";

const DEPLOY = join(import.meta.dirname, "../../deploy");
const read = (path: string) => readFileSync(join(DEPLOY, path), "utf8");

/** The names that the gateway serves, as a query may write them. */
async function servedNames(): Promise<ReadonlySet<string>> {
	const metrics = new Metrics();
	metrics.watchProcess();
	metrics.watch({
		sessions: () => new Map(),
		agents: () => 0,
		turnsInFlight: () => 0,
		isBackendUp: () => true,
		backendsUp: () => new Map(),
		isStopping: () => false,
	});
	const found = await metrics.registry.getMetricsAsJSON();
	return new Set(
		found.flatMap(({ name, type }) =>
			String(type) === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
		),
	);
}

const namesIn = (text: string) => [...new Set(text.match(/\b(?:townsfolk|nodejs|process)_[a-z0-9_]+/g))];

describe("the dashboard and the alerts", () => {
	for (const path of [
		"grafana/townsfolk-gateway.json",
		"prometheus/alerts.yml",
		"prometheus/alerts.test.yml",
	]) {
		it(`ask only for what the gateway serves: ${path}`, async () => {
			const served = await servedNames();
			const asked = namesIn(read(path));
			assert.ok(asked.length > 3, `${path} asks for ${asked.join(", ")}`);
			assert.deepEqual(
				asked.filter((name) => !served.has(name)),
				[],
			);
		});
	}

	it("show every number of the gateway's own somewhere", async () => {
		const shown = new Set(namesIn(read("grafana/townsfolk-gateway.json") + read("prometheus/alerts.yml")));
		const own = [...(await servedNames())].filter((name) => /^townsfolk_.*(?<!_sum|_count)$/.test(name));
		// Of use when something is looked for.
		const quiet = ["townsfolk_ops_total", "townsfolk_events_total", "townsfolk_sessions_opened_total"];
		assert.deepEqual(own.filter((name) => !shown.has(name)).sort(), quiet.sort());
	});

	const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;
	it("fire when they should and not before", { skip: !hasPromtool && "Prometheus is not installed" }, () => {
		for (const args of [
			["check", "config", "prometheus.yml"],
			["test", "rules", "alerts.test.yml"],
		]) {
			const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: join(DEPLOY, "prometheus") });
			assert.equal(status, 0, `${String(stdout)}${String(stderr)}`);
		}
	});
});
