import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Metrics, serveMetrics } from "@townsfolk/gateway";
import { type Progress, table } from "@townsfolk/simulator";
import { drawDashboard, type PanelData, type Series } from "./dashboard-picture.ts";
import { demandPrometheus } from "./programs.ts";
import { startTalkBench, type TalkBench } from "./talk-bench.ts";

const ROOT = join(import.meta.dirname, "../..");
const DASHBOARD = join(ROOT, "deploy/grafana/townsfolk-gateway.json");
const PICTURE = join(ROOT, "docs/images/gateway-dashboard.svg");

const SCRAPE_SECONDS = 2;
/** What Grafana puts for `$__rate_interval`: four scrapes at least. */
const RATE_WINDOW = "20s";
const ROUNDS = 24;
const ROUND_SECONDS = 6;
const SENTENCES = 2;
/** In the middle the App Server ends, and is started again. */
const KILL_ROUND = 12;

interface Panel {
	readonly title: string;
	readonly fieldConfig: { readonly defaults: { readonly unit: string } };
	readonly targets: ReadonlyArray<{ readonly expr: string; readonly legendFormat: string }>;
}

interface QueryResult {
	readonly status: string;
	readonly error?: string;
	readonly data?: {
		readonly result: ReadonlyArray<{
			readonly metric: Readonly<Record<string, string>>;
			readonly values: ReadonlyArray<readonly [number, string]>;
		}>;
	};
}

/** A Prometheus of the system's, which asks the gateway at `target`. */
async function startPrometheus(target: string, folder: string) {
	const config = join(folder, "prometheus.yml");
	const rules = join(ROOT, "deploy/prometheus/alerts.yml");
	writeFileSync(
		config,
		JSON.stringify({
			global: { scrape_interval: `${SCRAPE_SECONDS}s`, evaluation_interval: `${SCRAPE_SECONDS}s` },
			rule_files: [rules],
			scrape_configs: [{ job_name: "townsfolk-gateway", static_configs: [{ targets: [target] }] }],
		}),
	);
	const port = 20_000 + Math.floor(Math.random() * 20_000);
	const child = spawn(
		"prometheus",
		[
			`--config.file=${config}`,
			`--storage.tsdb.path=${join(folder, "data")}`,
			`--web.listen-address=127.0.0.1:${port}`,
		],
		{ stdio: "ignore" },
	);
	await once(child, "spawn");
	return { child, url: `http://127.0.0.1:${port}` };
}

/** Everybody talks in rounds; strangers knock with wrong tokens; the App Server ends once and is started again. */
async function play(
	{ seats, exchanges, nextScript, playtest }: TalkBench,
	progress: Progress,
): Promise<void> {
	const { gateway, appServer } = playtest;
	for (let round = 0; round < ROUNDS; round += 1) {
		const next = sleep(ROUND_SECONDS * 1000);
		if (round === KILL_ROUND) void appServer.restart();
		const talking = seats.filter((_, index) => (index + round) % 3 === 0);
		for (const seat of talking) {
			// A turn that the App Server's end takes along has no answer; the picture shows it.
			exchanges.ask(seat, nextScript(seat.npcName, SENTENCES)).catch(() => {});
		}
		const headers = { authorization: "Bearer wrong-token" };
		for (let knock = 0; knock < round % 4; knock += 1) {
			await fetch(`${gateway.url}/v1/usage`, { headers }).then((response) => response.arrayBuffer());
		}
		progress.update((round + 1) / ROUNDS, `${round + 1} rounds`);
		await next;
	}
}

const legendOf = (format: string, metric: Readonly<Record<string, string>>) =>
	format.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? "");

async function query(url: string, expr: string, from: number, to: number): Promise<QueryResult> {
	const text = expr.replaceAll("$__rate_interval", RATE_WINDOW).replaceAll("$instance", ".*");
	const parameters = new URLSearchParams({ query: text, start: `${from}`, end: `${to}`, step: "2" });
	return (await (await fetch(`${url}/api/v1/query_range?${parameters}`)).json()) as QueryResult;
}

async function readPanel(url: string, panel: Panel, from: number, to: number): Promise<PanelData> {
	const series: Series[] = [];
	for (const { expr, legendFormat } of panel.targets) {
		const { status, error, data } = await query(url, expr, from, to);
		if (status !== "success") throw new Error(`${panel.title}: ${error}: ${expr}`);
		for (const { metric, values } of data!.result) {
			const points = values.map(([time, value]) => [time, Number(value)] as const);
			series.push({ name: legendOf(legendFormat, metric), points });
		}
	}
	return { title: panel.title, unit: panel.fieldConfig.defaults.unit, series };
}

function formatPanels(panels: ReadonlyArray<PanelData>): string {
	const rows = panels.map(({ title, series }) => {
		const values = series.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
		const highest = values.length === 0 ? "no data" : Math.max(...values).toPrecision(3);
		return [title, String(series.length), String(values.length), highest];
	});
	return table(["panel", "series", "points", "highest"], rows);
}

async function firedAlerts(url: string, from: number, to: number): Promise<string> {
	const { data } = await query(url, "ALERTS", from, to);
	const names = data!.result.map(({ metric }) => `${metric.alertname} (${metric.alertstate})`);
	return [...new Set(names)].sort().join(", ") || "none";
}

async function end(child: ChildProcess): Promise<void> {
	const ended = once(child, "exit");
	child.kill();
	await ended;
}

/** Shows that the dashboard's queries have data, from a real Prometheus that watches a real town. Draws docs' picture. */
export async function benchDashboard(progress: Progress): Promise<string> {
	demandPrometheus();
	const folder = mkdtempSync(join(tmpdir(), "townsfolk-prometheus-"));
	const metrics = new Metrics();
	metrics.watchProcess();
	const server = await serveMetrics(metrics, { host: "127.0.0.1", port: 0 });
	const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	progress.phase("starting Prometheus and a town of ten");
	const { child, url } = await startPrometheus(target, folder);
	try {
		const from = Date.now() / 1000;
		const bench = await startTalkBench(metrics);
		progress.phase("talking");
		try {
			await play(bench, progress);
		} finally {
			await bench.stop();
		}
		await sleep(2 * SCRAPE_SECONDS * 1000);
		const to = Date.now() / 1000;
		const { panels } = JSON.parse(readFileSync(DASHBOARD, "utf8")) as { panels: Panel[] };
		const data: PanelData[] = [];
		for (const panel of panels) data.push(await readPanel(url, panel, from, to));
		writeFileSync(PICTURE, drawDashboard(data, { from, to }));
		progress.done();
		const alerts = await firedAlerts(url, from, to);
		return `## dashboard\n\n${formatPanels(data)}\n\nAlerts: ${alerts}.`;
	} finally {
		await end(child);
		server.close();
		rmSync(folder, { recursive: true });
	}
}
