import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { clockTime } from "../chain/moments.ts";

/**
 * A fake of the App Server for thousands of agents, in a process of its own. It streams replies word by word, at a real model's
 * pace, and writes into the first sentence when it was asked and when it said so.
 */

type Fields = Record<string, unknown>;

interface Agent extends Fields {
	readonly id: string;
}

const WORDS = 24;
/** The first sentence ends with this word. */
const FIRST_ENDS = 9;
const WORD_MS = 50;

const agents = new Map<string, Agent>();
const files = new Map<string, string>();
let conversations = 0;
let runs = 0;

/** Tenths of a millisecond: a full stop would end the sentence. */
const tenths = () => Math.round(clockTime() * 10);

const HANDLERS: Readonly<Record<string, (frame: Fields) => Fields>> = {
	app_server_info: () => ({ letta_code_version: "0.0.0", protocol_version: 1 }),
	list_models: () => ({ entries: [{ handle: "openai-compatible/fake" }] }),
	agent_list: () => ({ agents: [] }),
	agent_create: ({ body }) => {
		const { memory_blocks, ...rest } = body as Fields & { memory_blocks: { label: string; value: string }[] };
		const agent: Agent = { ...rest, id: `agent-${agents.size + 1}` };
		agents.set(agent.id, agent);
		for (const { label, value } of memory_blocks) files.set(`${agent.id}/system/${label}.md`, value);
		return { agent };
	},
	agent_retrieve: ({ agent_id }) => ({ agent: agents.get(String(agent_id)) }),
	agent_delete: () => ({}),
	read_memory_file: ({ agent_id, path }) => ({ content: files.get(`${String(agent_id)}/${String(path)}`) }),
	write_memory_file: ({ agent_id, path, content }) => {
		files.set(`${String(agent_id)}/${String(path)}`, String(content));
		return {};
	},
	conversation_recompile: ({ body }) => {
		const { agent_id } = body as { agent_id: string };
		return {
			result: `${String(agents.get(agent_id)?.system)} ${files.get(`${agent_id}/system/persona.md`)}`,
		};
	},
	runtime_start: ({ agent_id }) => ({
		runtime: { agent_id, conversation_id: `conversation-${++conversations}` },
	}),
	input: () => ({ accepted: true }),
	abort_message: () => ({}),
};

/** Sends the frames of a turn. */
function streamReply(socket: WebSocket, { runtime, payload }: Fields, asked: number): void {
	const [message] = (payload as { messages: { client_message_id: string }[] }).messages;
	const run_id = `run-${++runs}`;
	const send = (frame: Fields) => socket.send(JSON.stringify({ ...frame, runtime }));
	const delta = (fields: Fields) =>
		send({ type: "stream_delta", delta: { type: "message", run_id, ...fields } });
	const say = (text: string) =>
		delta({ message_type: "assistant_message", id: run_id, content: [{ type: "text", text }] });
	send({
		type: "update_loop_status",
		loop_status: { client_message_ids_by_run_id: { [run_id]: [message!.client_message_id] } },
	});
	let word = 0;
	const timer = setInterval(() => {
		word += 1;
		if (word === FIRST_ENDS) say(` asked ${asked} said ${tenths()} today. Then`);
		else if (word <= WORDS) say(word === 1 ? "Well" : " indeed");
		if (word <= WORDS) return;
		clearInterval(timer);
		say(".");
		delta({ message_type: "usage_statistics", prompt_tokens: 700, completion_tokens: 40 });
		send({ type: "turn_finished", run_id, stop_reason: "end_turn" });
	}, WORD_MS);
}

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
server.on("connection", (socket) => {
	socket.on("message", (data) => {
		const asked = tenths();
		const frame = JSON.parse(String(data)) as Fields & { readonly type: string };
		const fields = HANDLERS[frame.type]?.(frame) ?? {};
		const answer = { type: `${frame.type}_response`, request_id: frame.request_id, success: true, ...fields };
		socket.send(JSON.stringify(answer));
		const isTurn = frame.type === "input" && "messages" in (frame.payload as Fields);
		if (isTurn) streamReply(socket, frame, asked);
	});
});
server.on("listening", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.once("disconnect", () => process.exit(0));
