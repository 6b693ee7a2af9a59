/// <reference types="@rbxts/testez/globals" />
import { parseLettaConfig } from "server/config/letta-config";
import { createLetta } from "server/create-letta";
import { createLogger } from "server/log/logger-service";
import { FrameBudget } from "server/net/frame-budget";
import { createThreads } from "server/roblox/threads";
import { createFakeClock } from "./support/fake-clock";
import { createFakeProfiler } from "./support/fake-profiler";
import { createFakeRandom } from "./support/fake-random";
import { expectNoText, expectText } from "../shared/support/expectations";

function problemWith(attributes: ReadonlyArray<readonly [string, string]>): string {
	const parsed = parseLettaConfig(new Map<string, unknown>(attributes));
	assert(parsed.kind === "ok");
	const clock = createFakeClock();
	const logger = createLogger(
		{ clock, sink: () => {} },
		{ level: "debug", ringSize: 10, flushSeconds: 1, flushSize: 10 },
	);
	const result = createLetta(parsed.config, {
		clock,
		random: createFakeRandom(),
		threads: createThreads(() => {}),
		logger,
		replyBudget: new FrameBudget(clock.now),
		workBudget: new FrameBudget(clock.now),
		profiler: createFakeProfiler(),
	});
	return result.kind === "problem" ? result.message : "";
}

export = () => {
	describe("the way to Letta that the operator has chosen", () => {
		it("needs the gateway's token where the gateway is the way", () => {
			const problem = problemWith([
				["GatewayUrl", "http://127.0.0.1:8787"],
				["SecretName", "spec_no_such_token"],
				["LettaSecretName", "spec_no_such_key"],
			]);
			expectText(problem, 'LettaConfig.SecretName: the experience has no secret called "spec_no_such_token"');
			expectNoText(problem, "spec_no_such_key");
		});
		it("needs Letta's key where Letta Cloud is the way", () => {
			const problem = problemWith([
				["Backend", "cloud"],
				["LettaModel", "openai/gpt-4.1"],
				["SecretName", "spec_no_such_token"],
				["LettaSecretName", "spec_no_such_key"],
			]);
			expectText(
				problem,
				'LettaConfig.LettaSecretName: the experience has no secret called "spec_no_such_key"',
			);
			expectNoText(problem, "spec_no_such_token");
		});
	});
};
