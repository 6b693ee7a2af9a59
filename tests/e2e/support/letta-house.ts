import { createLettaBackend, createLog } from "@townsfolk/gateway";
import { DEFAULT_MODEL, KEY, openCloud } from "@townsfolk/simulator/testing";
import { type BackEndHouse, type Question, QUICK, WORDS_PER_SECOND } from "./back-end-house.ts";
import { startCable } from "./cable.ts";

/** Letta's REST API, as its fake has it. */
export async function startLettaHouse(): Promise<BackEndHouse> {
	const questions: Question[] = [];
	const lines: string[] = [];
	const failures: number[] = [];
	let reply: (question: Question) => string = () => "Yes.";
	const { cloud, url, calls, close } = await openCloud({
		model: ({ content, system, blocks }) => {
			const question = { content, prompt: `${system}\n${Object.values(blocks).join("\n")}` };
			questions.push(question);
			const status = failures.shift();
			if (status !== undefined) return { kind: "failed", status, type: "llm_error" };
			const text = reply(question);
			return { kind: "text", text, seconds: text.split(" ").length / WORDS_PER_SECOND };
		},
	});
	const cable = await startCable(Number(new URL(url).port));
	return {
		startBackEnd: (limits) => {
			const backend = createLettaBackend({
				baseUrl: `http://127.0.0.1:${cable.port}`,
				apiKey: KEY,
				model: DEFAULT_MODEL,
				log: createLog("debug", { write: (line) => void lines.push(line) }),
				limits: { ...QUICK, lookSeconds: 0.2, probeBaseSeconds: 0.05, probeCapSeconds: 0.3, ...limits },
			});
			backend.start();
			return backend;
		},
		questions: () => questions,
		replyWith: (given) => (reply = given),
		failNext: (status) => void failures.push(status),
		agents: async (placeId) =>
			cloud
				.state()
				.agents.filter(({ tags }) => tags.includes(`place:${placeId}`))
				.map(({ id, tags, blocks }) => ({
					id,
					tags,
					blocks: Object.fromEntries(blocks.map(({ label, value }) => [label, value])),
				})),
		deleteAgent: async (agentId) => void (await calls.deleteAgent(agentId)),
		cable,
		log: () => lines.join(""),
		stop: async () => {
			cable.close();
			await close();
		},
	};
}
