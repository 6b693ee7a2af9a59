import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AppServerExit } from "../src/index.ts";
import { superviseAppServer } from "../src/app-server/supervisor.ts";
import type { SupervisorEvent } from "../src/app-server/supervisor.ts";

/** An App Server that dies when it is told to. */
function createFake(restart: () => Promise<void> = () => Promise.resolve()) {
	let listener: (exit: AppServerExit) => void = () => {};
	let time = 0;
	const events: SupervisorEvent[] = [];
	superviseAppServer(
		{ onExit: (added) => (listener = added), restart, pid: () => 7 },
		{ maxRestarts: 2, windowSeconds: 600, onEvent: (event) => events.push(event), now: () => time },
	);
	return {
		events,
		dieAt: async (seconds: number) => {
			time = seconds;
			listener({ code: null, signal: "SIGKILL" });
			await Promise.resolve();
			await Promise.resolve();
		},
	};
}

describe("supervising the App Server", () => {
	it("starts it again and says how it ended", async () => {
		const fake = createFake();
		await fake.dieAt(10);
		assert.deepEqual(fake.events, [
			{ kind: "died", how: "signal SIGKILL", restart: 1, maxRestarts: 2 },
			{ kind: "restarted", pid: 7, seconds: 0 },
		]);
	});

	it("gives up when it dies again and again", async () => {
		const fake = createFake();
		for (const time of [10, 20, 30]) await fake.dieAt(time);
		assert.deepEqual(fake.events.at(-1), {
			kind: "gaveUp",
			reason: "it ended with signal SIGKILL, after 2 restarts",
		});
	});

	it("does not count restarts of long ago", async () => {
		const fake = createFake();
		for (const time of [10, 20, 700]) await fake.dieAt(time);
		assert.equal(fake.events.at(-1)?.kind, "restarted");
	});

	it("gives up when it cannot be started", async () => {
		const fake = createFake(() => Promise.reject(new Error("no port")));
		await fake.dieAt(10);
		assert.deepEqual(fake.events.at(-1), { kind: "gaveUp", reason: "no port" });
	});
});
