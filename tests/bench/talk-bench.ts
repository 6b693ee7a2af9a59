import { setTimeout as sleep } from "node:timers/promises";
import { findInstance } from "@townsfolk/headless";
import type { Metrics } from "@townsfolk/gateway";
import { type LocalPlaytest, type Playtest, startPlaytest, type WrittenReply } from "@townsfolk/playtest";
import { createRandom, preparePlace, type Scenario, type Spots } from "@townsfolk/simulator";
import { createExchanges, type Exchanges, type Seat } from "./exchange.ts";
import { createHoldReplies, type HoldReplies } from "./hold-replies.ts";
import { createScripts, type NextScript } from "./scripts.ts";

/** A model of middling speed. */
export const WORDS_PER_SECOND = 20;

/** Pairs in zones so far apart that nobody hears the next. */
const SCENARIO: Scenario = {
	name: "ten-talks",
	about: "ten players, each beside an NPC of their own",
	minutes: 3,
	layout: { kind: "grid", zonesAcross: 4, zoneStuds: 40, gapStuds: 40 },
	npcs: [{ count: 10, where: "zones" }],
	players: [],
};
const SEED = 1;

const MINDS_TIMEOUT_SECONDS = 60;
/** Where a player stands, studs from the NPC. */
const BESIDE_STUDS = 6;
/** Characters' roots are this high above the ground, studs. */
const ROOT_STUDS = 3;
/** Until the server has seen everybody, and has nothing left to write into the NPCs' memory. */
const SETTLE_SECONDS = 4;

/** The whole chain, with everybody in their place. */
export interface TalkBench {
	readonly seats: ReadonlyArray<Seat>;
	readonly exchanges: Pick<Exchanges, "ask">;
	readonly nextScript: NextScript;
	readonly replies: Pick<HoldReplies, "setHolding">;
	readonly playtest: LocalPlaytest;
	readonly stop: () => Promise<void>;
}

async function seatPlayers(playtest: Playtest, spots: Spots): Promise<Seat[]> {
	const seats: Seat[] = [];
	for (const [index, [x, z]] of spots.npcSpots.entries()) {
		const number = index + 1;
		const player = index === 0 ? playtest.player : await playtest.world.join({ name: `Guest${number}` });
		await player.teleport({ x: x + BESIDE_STUDS, y: ROOT_STUDS, z });
		seats.push({ player, npcId: `npc-${number}`, npcName: `Folk ${number}` });
	}
	return seats;
}

/** Starts model, App Server, gateway and place. Rejects when not every NPC gets its mind; everything has ended then. */
export async function startTalkBench(metrics?: Metrics): Promise<TalkBench> {
	const exchanges = createExchanges();
	const replies = createHoldReplies((turn) => exchanges.turnOver(turn));
	let spots: Spots | undefined;
	const playtest = await startPlaytest({
		model: {
			wordsPerSecond: WORDS_PER_SECOND,
			onWritten: (written: WrittenReply) => exchanges.written(written),
		},
		wrapBackend: replies.wrap,
		metrics,
		prepare: (tree) => {
			spots = preparePlace(tree, SCENARIO, createRandom(SEED));
			// Greetings would come between the lines.
			for (const { attributes } of findInstance(tree, "ServerStorage/Npcs").children)
				attributes.Talkativeness = 0;
		},
	});
	try {
		playtest.model!.replyWith((turn) => exchanges.replyTo(turn.heard.at(-1)?.text) ?? "Hm.");
		playtest.world.on("display", exchanges.displayed);
		const missing = await playtest.awaitMinds(MINDS_TIMEOUT_SECONDS);
		if (missing.length > 0)
			throw new Error(`without a mind: ${missing.map(({ npcId }) => npcId).join(", ")}`);
		const seats = await seatPlayers(playtest, spots!);
		await sleep(SETTLE_SECONDS * 1000);
		return { seats, exchanges, nextScript: createScripts(), replies, playtest, stop: playtest.stop };
	} catch (error) {
		await playtest.stop();
		throw error;
	}
}
