import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request to the model. */
export interface ModelRun {
	/** Words written so far. */
	words: number;
	/** `written`: to its token limit. `cut`: the App Server has closed the connection. */
	readonly end: Promise<"written" | "cut">;
}

/**
 * A model that reads for so long and then writes one word after another, until its token limit ends it or nobody listens any
 * more.
 */
export async function startSlowModel(wordsPerSecond: number, readingSeconds = 0) {
	const runs: ModelRun[] = [];

	function write(response: ServerResponse, limit: number): ModelRun {
		let endWith: (end: "written" | "cut") => void;
		const run: ModelRun = { words: 0, end: new Promise((resolve) => (endWith = resolve)) };
		const send = (choice: object) => {
			const chunk = {
				id: "c",
				object: "chat.completion.chunk",
				created: 1,
				model: "slow",
				choices: [choice],
			};
			response.write(`data: ${JSON.stringify(chunk)}\n\n`);
		};
		response.writeHead(200, { "content-type": "text/event-stream" });
		const readsUntil = performance.now() + readingSeconds * 1000;
		const timer = setInterval(() => {
			if (performance.now() < readsUntil) return;
			if (run.words < limit) {
				run.words += 1;
				return send({ index: 0, delta: { role: "assistant", content: "Well. " } });
			}
			send({ index: 0, delta: {}, finish_reason: "length" });
			response.end("data: [DONE]\n\n");
		}, 1000 / wordsPerSecond);
		response.on("close", () => {
			clearInterval(timer);
			endWith(response.writableFinished ? "written" : "cut");
		});
		return run;
	}

	const server = createServer((request, response) => {
		if (request.url!.endsWith("/models")) {
			response.setHeader("content-type", "application/json");
			return void response.end(JSON.stringify({ object: "list", data: [{ id: "slow", object: "model" }] }));
		}
		let body = "";
		request.setEncoding("utf8").on("data", (text: string) => (body += text));
		request.on("end", () => {
			const { max_completion_tokens = Infinity } = JSON.parse(body) as { max_completion_tokens?: number };
			runs.push(write(response, max_completion_tokens));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		modelId: "slow",
		runs,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
