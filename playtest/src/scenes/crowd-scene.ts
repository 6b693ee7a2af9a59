import { setTimeout as sleep } from "node:timers/promises";
import type { World } from "@townsfolk/headless";
import { createCrowd, type PlayerDeed, type Random, type Scenario, type Spots } from "@townsfolk/simulator";

export interface CrowdSceneOptions {
	readonly scenario: Scenario;
	readonly spots: Spots;
	readonly random: Random;
	readonly minutes: number;
	readonly onDeed: (deed: PlayerDeed) => void;
	/** True once the end has begun. */
	readonly isOver: () => boolean;
}

/** Seconds between two rounds of everybody's decisions. */
const ROUND_SECONDS = 0.25;

/** Plays the players of a scenario in a place that runs in real time. */
export async function playCrowdScene(world: World, options: CrowdSceneOptions): Promise<void> {
	const { scenario, spots, random, onDeed, isOver } = options;
	const crowd = createCrowd({ world, spots, random, onDeed }, scenario);
	await crowd.enter();
	const endsAt = world.now() + options.minutes * 60;
	while (world.now() < endsAt && !isOver()) {
		await crowd.step();
		await sleep(ROUND_SECONDS * 1000);
	}
}
