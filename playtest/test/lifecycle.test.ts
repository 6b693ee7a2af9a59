import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLifecycle } from "../src/lifecycle.ts";

function create() {
	const problems: string[] = [];
	const ended: string[] = [];
	const lifecycle = createLifecycle({
		stopTimeoutSeconds: 0.05,
		onProblem: (problem) => problems.push(problem),
	});
	const add = (name: string) => lifecycle.add(name, async () => void ended.push(name));
	return { lifecycle, add, ended, problems };
}

describe("the lifecycle", () => {
	it("ends parts in the reverse order of their start, once, with the first code", async () => {
		const { lifecycle, add, ended } = create();
		for (const name of ["model", "server", "world"]) add(name);
		const codes = await Promise.all([lifecycle.end(3), lifecycle.end(0)]);
		assert.deepEqual(codes, [3, 3]);
		assert.deepEqual(ended, ["world", "server", "model"]);
	});

	it("ends the others when one throws or hangs", async () => {
		const { lifecycle, add, ended, problems } = create();
		add("model");
		lifecycle.add("hanging", () => new Promise(() => {}));
		lifecycle.add("broken", () => {
			throw new Error("oh");
		});
		await lifecycle.end(1);
		assert.deepEqual(ended, ["model"]);
		assert.deepEqual(problems, ["broken: oh", "hanging: not ended after 0.05 s"]);
	});

	it("ends what is added while it ends", async () => {
		const { lifecycle, add, ended } = create();
		lifecycle.add("first", () => add("late"));
		await lifecycle.end(0);
		assert.deepEqual(ended, ["late"]);
	});
});
