import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEvalOptions } from "../../src/eval/options.ts";

const modelOf = (...args: string[]) => {
	const request = parseEvalOptions(args, { TOWNSFOLK_LLM_KEY: "from the environment" });
	return request.kind === "run" ? request.model : request;
};

test("an evaluation asks the scripted model, an endpoint or a file", () => {
	assert.deepEqual(modelOf(), { kind: "scripted" });
	assert.deepEqual(modelOf("--llm-url", "http://127.0.0.1:1/v1/", "--llm-model", "m"), {
		kind: "endpoint",
		baseUrl: "http://127.0.0.1:1/v1",
		apiKey: "from the environment",
		model: "m",
	});
	assert.deepEqual(modelOf("--llm-file", "a.gguf", "--threads", "2"), {
		kind: "file",
		file: "a.gguf",
		threads: 2,
	});
});

const MISTAKES: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
	[["--llm-model", "m"], /--llm-model says nothing without --llm-url/],
	[["--threads", "2"], /--threads says nothing without --llm-file/],
	[["--llm-file", "a", "--threads", "0"], /--threads 0: not a whole number above 0/],
	[["--llm-file", "a", "--llm-url", "http://x/v1"], /--llm-file does not go with --llm-url/],
	[["--llm-url", "localhost"], /--llm-url localhost: not an http/],
	[["--seed", "x"], /--seed x: not a whole number/],
	[["--nonsense"], /nonsense/],
];

for (const [args, message] of MISTAKES) {
	test(`an evaluation says what is wrong with ${args.join(" ")}`, () => {
		const request = parseEvalOptions(args);
		assert.equal(request.kind, "invalid");
		assert.match(request.kind === "invalid" ? request.message : "", message);
	});
}
