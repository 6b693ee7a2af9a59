import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { findInstance, type MountedInstance, setAttribute } from "@townsfolk/headless";
import {
	type LocalPlaytest,
	type LocalPlaytestOptions,
	type Reply,
	type ShownLine,
	startPlaytest,
} from "@townsfolk/playtest";

/** How long the agents of a whole town may take to be made and verified on a slow machine. */
const MINDS_TIMEOUT_SECONDS = 60;

/** The NPCs of {@link startReadyTown}, whoever else lives in the place. */
export const FIVE = ["bram", "finn", "mara", "odette", "pip"];

/** Takes all other NPCs out: tests that count NPCs do not count one that somebody adds to the place. */
export function keepNpcs(npcIds: ReadonlyArray<string>): (tree: MountedInstance) => void {
	return (tree) => {
		const definitions = findInstance(tree, "ServerStorage/Npcs");
		definitions.children = definitions.children.filter(({ name }) => npcIds.includes(name));
	};
}

/** As `keepNpcs`; they answer, and say nothing of their own accord: tests of each bubble wait for the machine. */
export function keepReticent(npcIds: ReadonlyArray<string>): (tree: MountedInstance) => void {
	const keep = keepNpcs(npcIds);
	return (tree) => {
		keep(tree);
		for (const { name } of findInstance(tree, "ServerStorage/Npcs").children)
			setAttribute(tree, `ServerStorage/Npcs/${name}`, "Talkativeness", 0);
	};
}

/** A town whose agents are ready, with everything that the player's client displayed so far. */
export interface ReadyTown extends LocalPlaytest {
	readonly shown: ReadonlyArray<ShownLine>;
	/** Warnings and errors of the place's scripts so far. */
	readonly complaints: ReadonlyArray<string>;
	/** Walks to an NPC or a location. */
	readonly goTo: (name: string) => Promise<void>;
	/** Says a line and waits for the reply, which must come. */
	readonly ask: (npc: string, text: string) => Promise<Reply>;
}

/**
 * Starts a town, waits for its agents, and walks to `near`. When that fails everything is stopped, and the error holds
 * what the place said.
 */
export async function startReadyTown(near: string, options: LocalPlaytestOptions = {}): Promise<ReadyTown> {
	const town = await startPlaytest({ model: { wordsPerSecond: 200 }, prepare: keepNpcs(FIVE), ...options });
	const complaints: string[] = [];
	town.onTrouble(({ peer, message }) => complaints.push(`${peer}: ${message}`));
	try {
		const missing = await town.awaitMinds(MINDS_TIMEOUT_SECONDS);
		assert.notEqual((await town.minds()).length, 0, "the place asked for no agent");
		assert.deepEqual(
			missing.map(({ npcId, problem }) => `${npcId}: ${problem}`),
			[],
			"every NPC has its agent",
		);
		const ready = withActions(town, complaints);
		await ready.goTo(near);
		return ready;
	} catch (error) {
		await town.stop();
		throw new Error([(error as Error).message, ...complaints].join("\n"), { cause: error });
	}
}

function withActions(town: LocalPlaytest, complaints: ReadonlyArray<string>): ReadyTown {
	const shown: ShownLine[] = [];
	town.onShown((line) => shown.push(line));
	return {
		...town,
		shown,
		complaints,
		goTo: async (name) => {
			const outcome = await town.stage.walkTo(name);
			assert.equal(outcome.kind, "arrived", `the walk to ${name}`);
		},
		ask: async (npc, text) => {
			const watch = town.stage.listenTo(npc);
			await town.stage.say(text);
			const reply = await watch.reply();
			if (reply.problem !== undefined)
				assert.fail(
					[`${npc} answers “${text}”: ${reply.problem}`, await town.operate("npcs"), ...complaints].join(
						"\n",
					),
				);
			return reply;
		},
	};
}

/** Asks `condition` again and again until it gives something, and returns that. */
export async function eventually<T>(
	what: string,
	condition: () => T | undefined | Promise<T | undefined>,
	timeoutSeconds = 30,
	everySeconds = 0.05,
): Promise<T> {
	const deadline = performance.now() + timeoutSeconds * 1000;
	for (;;) {
		const found = await condition();
		if (found !== undefined) return found;
		assert.ok(performance.now() < deadline, `${what}: not within ${timeoutSeconds} s`);
		await sleep(everySeconds * 1000);
	}
}
