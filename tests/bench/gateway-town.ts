import { type DisplayEvent, findInstance, type PlayerHandle } from "@townsfolk/headless";
import { type Playtest, startGatewayPlaytest } from "@townsfolk/playtest";
import { createRandom, preparePlace, type Scenario, type Spot, type Spots } from "@townsfolk/simulator";

const SEED = 1;
const MINDS_TIMEOUT_SECONDS = 120;
/** NPCs may stand in zones of their own, so far apart that nobody hears the next. */
const LAYOUT: Scenario["layout"] = { kind: "grid", zonesAcross: 8, zoneStuds: 40, gapStuds: 40 };
const BESIDE_STUDS = 6;
/** Characters' roots are this high above the ground. */
const ROOT_STUDS = 3;

type GatewayChoice = Parameters<typeof startGatewayPlaytest>[0];

export interface GatewayTownOptions extends Pick<GatewayChoice, "gateway" | "transport"> {
	readonly npcs: number;
	readonly players: number;
	/** Hears of everything that a player sees. */
	readonly onDisplay: (event: DisplayEvent) => void;
}

export interface GatewayTown {
	readonly playtest: Playtest;
	readonly players: ReadonlyArray<PlayerHandle>;
	readonly npcs: ReadonlyArray<{ readonly name: string; readonly spot: Spot }>;
}

/** Puts a player beside an NPC. */
export const goBeside = (player: PlayerHandle, [x, z]: Spot): Promise<void> =>
	player.teleport({ x: x + BESIDE_STUDS, y: ROOT_STUDS, z });

/**
 * Lets `use` have a town in real time, behind a gateway, whose NPCs have their minds and greet nobody: greetings would come
 * between the lines.
 */
export async function inGatewayTown<T>(
	{ npcs, players, onDisplay, ...connection }: GatewayTownOptions,
	use: (town: GatewayTown) => Promise<T>,
): Promise<T> {
	const scenario: Scenario = {
		name: "talk",
		about: "each NPC in a zone of its own",
		minutes: 1,
		layout: LAYOUT,
		npcs: [{ count: npcs, where: "zones" }],
		players: [],
	};
	let spots: Spots | undefined;
	const playtest = await startGatewayPlaytest({
		...connection,
		prepare: (tree) => {
			spots = preparePlace(tree, scenario, createRandom(SEED));
			for (const { attributes } of findInstance(tree, "ServerStorage/Npcs").children)
				attributes.Talkativeness = 0;
		},
	});
	try {
		playtest.world.on("display", onDisplay);
		const missing = await playtest.awaitMinds(MINDS_TIMEOUT_SECONDS);
		if (missing.length > 0)
			throw new Error(`without a mind: ${missing.map(({ npcId }) => npcId).join(", ")}`);
		const guests = [playtest.player];
		while (guests.length < players)
			guests.push(await playtest.world.join({ name: `Guest${guests.length + 1}` }));
		return await use({
			playtest,
			players: guests,
			npcs: spots!.npcSpots.map((spot, index) => ({ name: `Folk ${index + 1}`, spot })),
		});
	} finally {
		await playtest.stop();
	}
}
