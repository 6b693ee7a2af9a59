import { readFile } from "node:fs/promises";
import { type Exchange, startFakeOpenCloud } from "../../stand-ins/open-cloud/fake-open-cloud.ts";
import { Failure, messageOf } from "../failure.ts";
import type { Terminal } from "../terminal.ts";
import { checkContract } from "./check-contract.ts";
import { checkExchanges } from "./check-exchanges.ts";
import { createOpenCloud } from "./client.ts";
import { OPERATIONS } from "./contract.ts";
import type { Description } from "./description.ts";
import { createSend } from "./send.ts";

/** Every kind of request and of answer once, between our client and the fake. */
async function playExchanges(): Promise<ReadonlyArray<Exchange>> {
	let now = 0;
	const outcomes = [
		{ kind: "done", value: "a report" },
		{ kind: "error", message: "it failed" },
		{ kind: "timeout" },
	] as const;
	const log = [1, 2, 3].map(
		(line) => ({ peer: "server", level: "output", message: `line ${line}`, time: 0 }) as const,
	);
	let runs = 0;
	const fake = await startFakeOpenCloud({
		key: "key",
		universe: "1",
		place: "2",
		now: () => now,
		messagesPerPage: 2,
		execute: async () => ({ log, outcome: outcomes[runs++ % outcomes.length] }),
	});
	try {
		const terminal = {
			now: () => now,
			sleep: async (seconds: number) => void (now += seconds),
			print: () => {},
		};
		const cloud = createOpenCloud(createSend({ url: fake.url, key: "key", terminal }));
		const id = { universe: "1", place: "2" };
		const version = await cloud.publish(id, Buffer.from("<roblox!"));
		for (let task = 0; task < outcomes.length; task++) {
			const { path } = await cloud.createTask({ ...id, version }, "return 1", 60);
			await cloud.getTask(path);
			now += 60;
			await cloud.getTask(path);
			await cloud.readLogs(path);
		}
		return [...fake.exchanges];
	} finally {
		await fake.close();
	}
}

async function readDescription(file: string): Promise<Description> {
	try {
		const description = JSON.parse(await readFile(file, "utf8")) as Partial<Description>;
		if (description.paths !== undefined && description.components !== undefined)
			return description as Description;
	} catch (error) {
		throw new Failure(`${file} cannot be read: ${messageOf(error)}`);
	}
	throw new Failure(`${file} is no OpenAPI description: it has no paths or no components`);
}

/** Holds the client and the fake against a published description, and returns the exit code. */
export async function checkOpenapi(file: string, { print }: Pick<Terminal, "print">): Promise<number> {
	const description = await readDescription(file);
	const exchanges = await playExchanges();
	const problems = [...checkContract(description), ...checkExchanges(exchanges, description)];
	for (const problem of problems) print(`  ${problem}`);
	const what = `${Object.keys(OPERATIONS).length} operations and ${exchanges.length} exchanges with the fake`;
	print(
		problems.length === 0
			? `${what} are as the description says.`
			: `\n${problems.length} differences in ${what}.`,
	);
	return problems.length === 0 ? 0 : 1;
}
