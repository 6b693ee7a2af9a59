import type { AppServer } from "@townsfolk/playtest";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { AgentApi } from "../../../gateway/src/backend/agents/agent-api.ts";
import { createAgentApi } from "../../../gateway/src/backend/app-server/agent-api.ts";
import { createLink, type Link } from "../../../gateway/src/backend/app-server/link.ts";
import { createSocketOpener } from "../../../gateway/src/backend/app-server/socket.ts";
import { APP_SERVER_LIMITS } from "../../../gateway/src/limits.ts";
import { createLog } from "../../../gateway/src/logging.ts";
import { systemClock } from "../../../gateway/src/timing/clock.ts";

/** What a search found, and how much there was to be searched. */
export interface Finds {
	/** `<file>: <word>`. */
	readonly hits: ReadonlyArray<string>;
	readonly files: number;
	/** Objects of all git repositories, reachable or not. */
	readonly gitObjects: number;
}

function filesBelow(dir: string): string[] {
	return readdirSync(dir, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}

function git(repository: string, args: string[], what: string): Buffer {
	const { status, stdout, stderr } = spawnSync("git", [`--git-dir=${repository}`, ...args], {
		maxBuffer: 512 * 1024 * 1024,
		env: {
			...process.env,
			GIT_CONFIG_COUNT: "1",
			GIT_CONFIG_KEY_0: "safe.directory",
			GIT_CONFIG_VALUE_0: "*",
		},
	});
	if (status !== 0) throw new Error(`${what} of ${repository}: ${stderr.toString()}`);
	return stdout;
}

/**
 * Looks for words in every file below a folder, and in every object of every git repository there, also in those that no
 * commit leads to any more.
 */
export function searchFiles(dir: string, words: ReadonlyArray<string>): Finds {
	const files = filesBelow(dir);
	const repositories = files
		.filter((file) => file.endsWith("/HEAD") && existsSync(join(file, "../objects")))
		.map((file) => join(file, ".."));
	const hits: string[] = [];
	const look = (where: string, content: Buffer) => {
		for (const word of words) if (content.includes(word)) hits.push(`${relative(dir, where)}: ${word}`);
	};
	// What git or the App Server has put away meanwhile, a lock for instance, holds nothing any more.
	for (const file of files) if (existsSync(file)) look(file, readFileSync(file));
	let gitObjects = 0;
	for (const repository of repositories) {
		const objects = git(repository, ["cat-file", "--batch-all-objects", "--batch"], "the objects");
		const list = git(repository, ["cat-file", "--batch-all-objects", "--batch-check"], "the list");
		gitObjects += list.toString().trim().split("\n").length;
		look(join(repository, "(objects)"), objects);
	}
	return { hits, files: files.length, gitObjects };
}

/** What an agent's conversation and memory hold, as the App Server itself tells. */
export interface StoredAgent {
	readonly id: string;
	readonly name: string;
	/** Messages and blocks, as JSON. */
	readonly text: string;
	readonly messages: number;
}

const BLOCKS = ["persona", "status", "group_members"];

async function readStored(link: Link, api: AgentApi): Promise<StoredAgent[]> {
	const agents = await api.list(["townsfolk"], 100);
	if (agents.kind !== "ok") throw new Error(`agent_list: ${agents.message}`);
	return Promise.all(
		agents.value.map(async ({ id, name }) => {
			const query = { agent_id: id, limit: 1000 };
			const page = await link.request("conversation_messages_list", { conversation_id: "default", query });
			if (page.kind !== "ok") throw new Error(`conversation_messages_list: ${page.message}`);
			const blocks = await Promise.all(BLOCKS.map((label) => api.readBlock(id, label)));
			const messages = page.value.messages as unknown[];
			return { id, name, text: JSON.stringify([messages, blocks]), messages: messages.length };
		}),
	);
}

/** Asks an App Server, on a connection of its own, for all that it has stored of our agents. */
export async function askAppServer({ url, token }: Pick<AppServer, "url" | "token">): Promise<StoredAgent[]> {
	const timeoutSeconds = APP_SERVER_LIMITS.requestTimeoutSeconds;
	const openSocket = createSocketOpener({ url, token, timeoutSeconds });
	const log = createLog("silent");
	const link = createLink({ openSocket, clock: systemClock, random: Math.random, log }, APP_SERVER_LIMITS);
	try {
		await new Promise<void>((resolve, reject) =>
			link.start({ onUp: resolve, onDown: (reason) => reject(new Error(reason)), onFrame: () => {} }),
		);
		return await readStored(link, createAgentApi(link));
	} finally {
		link.close();
	}
}
