import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { createAppServerBackend } from "../src/backend/app-server/app-server-backend.ts";
import type { BackendSession } from "../src/backend/backend.ts";
import type { LeaseStore } from "../src/fleet/lease-store.ts";
import { MemoryLeaseStore } from "../src/fleet/memory-lease-store.ts";
import { createRedisLeaseStore } from "../src/fleet/redis-lease-store.ts";
import type { AppServerLimits } from "../src/limits.ts";
import { systemClock, type Clock } from "../src/timing/clock.ts";
import { APP_SERVER_TOKEN, startFakeAppServer } from "./support/fake-app-server.ts";
import { createFakeClock, until } from "./support/fake-clock.ts";
import { MARA } from "./support/gateway-fixture.ts";
import { createRandom } from "./support/random.ts";
import { NO_REDIS, startRedis, type RedisServer } from "./support/redis-server.ts";

interface FleetOptions {
	/** One for each gateway. */
	readonly stores: ReadonlyArray<LeaseStore>;
	readonly clock: Clock;
	readonly limits: Partial<AppServerLimits>;
}

/** A game server with a session at one of the gateways. */
interface Game {
	readonly gateway: number;
	readonly session: BackendSession;
	/** Of the NPC that is ready; more than one if the first was deleted. */
	readonly agentIds: Set<string>;
}

/** Gateways with everything real but the App Server, which they share. */
async function startFleet({ stores, clock, limits }: FleetOptions) {
	const server = await startFakeAppServer();
	const { agents } = server.fake;
	const startGateway = (leaseStore: LeaseStore) => {
		const backend = createAppServerBackend({
			url: server.url,
			model: "openai-compatible/test",
			token: APP_SERVER_TOKEN,
			clock,
			leaseStore,
			limits,
		});
		backend.start();
		return backend;
	};
	const gateways = stores.map(startGateway);
	await until(() => gateways.every((gateway) => gateway.health().isUp));
	const games = new Map<string, Game>();

	/** Resolves when the game server's NPC has its agent. */
	async function open(serverId: string, gateway: number): Promise<void> {
		const agentIds = new Set<string>();
		const identity = {
			sessionId: `${serverId}/${gateway}`,
			placeId: 1,
			serverId,
			memoryMode: "session",
			keyId: "key-1",
		} as const;
		const session = gateways[gateway]!.open(identity, (event) => {
			if (event.event === "agentReady") agentIds.add(event.agentId);
		});
		session.ensureAgent({ ...MARA, npcId: "mara" });
		games.set(serverId, { gateway, session, agentIds });
		await until(() => agentIds.size > 0);
	}

	/** The gateway's process ends without a word, and another is started. Its game servers are gone. */
	async function crash(gateway: number): Promise<void> {
		await gateways[gateway]!.close();
		for (const [serverId, game] of games) if (game.gateway === gateway) games.delete(serverId);
		gateways[gateway] = startGateway(stores[gateway]!);
		await until(() => gateways[gateway]!.health().isUp);
	}

	async function end(serverId: string): Promise<void> {
		const game = games.get(serverId)!;
		games.delete(serverId);
		await game.session.close(true);
	}

	/** Game servers whose NPC has lost its agent. */
	const swept = () =>
		[...games].filter(([, { agentIds }]) => ![...agentIds].every((id) => agents.has(id))).map(([id]) => id);

	return {
		agents,
		games,
		open,
		end,
		crash,
		swept,
		stop: async () => {
			for (const { session } of games.values()) await session.close(false);
			for (const gateway of gateways) await gateway.close();
			await server.close();
		},
	};
}

/** No request of a gateway's times out while the virtual time leaps. */
const VIRTUAL = { pingSeconds: 1e6, requestTimeoutSeconds: 1e6 };
const DAY_SECONDS = 86_400;
const STEP_SECONDS = 60;

interface Day {
	readonly swept: ReadonlyArray<string>;
	readonly games: number;
	readonly crashes: number;
	readonly agentsMade: number;
	/** Agents and game servers an hour after the last crash. */
	readonly agentsLeft: number;
	readonly gamesLeft: number;
}

/** A day at two gateways: game servers come and go, by chance; three times a gateway crashes. */
async function playDay(createStores: (clock: Clock) => ReadonlyArray<LeaseStore>): Promise<Day> {
	const clock = createFakeClock();
	const fleet = await startFleet({ stores: createStores(clock), clock, limits: VIRTUAL });
	const random = createRandom(7);
	const swept = new Set<string>();
	let games = 0;
	const open = () => fleet.open(`server-${(games += 1)}`, random() < 0.5 ? 0 : 1);
	for (let step = 1; step * STEP_SECONDS <= DAY_SECONDS; step++) {
		await clock.advance(STEP_SECONDS);
		// Sockets are real.
		await wait(1);
		for (const serverId of fleet.swept()) swept.add(serverId);
		if (fleet.games.size < 4 || random() < 0.05) await open();
		const oldest = [...fleet.games.keys()][0]!;
		if (fleet.games.size > 6) await fleet.end(oldest);
		if (step === 300 || step === 700 || step === 1100) await fleet.crash(step % 200 === 100 ? 1 : 0);
	}
	for (let step = 0; step < 60; step++) {
		await clock.advance(STEP_SECONDS);
		await wait(1);
	}
	const day = {
		swept: [...swept],
		games,
		crashes: 3,
		agentsMade: Number([...fleet.agents.keys()].at(-1)?.replace(/\D/g, "")),
		agentsLeft: fleet.agents.size,
		gamesLeft: fleet.games.size,
	};
	await fleet.stop();
	return day;
}

describe("two gateways and one App Server", () => {
	it("never sweep each other's agents in a day, and do sweep those of gateways that crashed", async (context) => {
		const day = await playDay((clock) => {
			const store = new MemoryLeaseStore(clock);
			return [store, store];
		});
		context.diagnostic(JSON.stringify(day));
		assert.deepEqual(day.swept, []);
		assert.ok(day.games > 50, `${day.games} game servers came`);
		assert.equal(day.agentsMade, day.games, "one for each");
		assert.equal(day.agentsLeft, day.gamesLeft, "orphans are gone");
	});

	it("would sweep each other's without a common place for leases", async () => {
		const day = await playDay((clock) => [new MemoryLeaseStore(clock), new MemoryLeaseStore(clock)]);
		assert.notEqual(day.swept.length, 0);
	});
});

describe("two gateways, one App Server and Redis", { skip: NO_REDIS }, () => {
	let redis: RedisServer;
	before(async () => (redis = await startRedis()));
	after(() => redis.close());

	const limits = { orphanSweepSeconds: 0.4, leaseSeconds: 1.5, leaseRetrySeconds: 0.05 };
	const start = () => {
		const stores = [0, 1].map(() => createRedisLeaseStore(redis.connect()));
		return startFleet({ stores, clock: systemClock, limits });
	};

	it("spare each other's agents over ten sweeps, and sweep those of a gateway that crashed", async () => {
		const fleet = await start();
		for (let n = 0; n < 6; n++) await fleet.open(`server-${n}`, n % 2);
		await wait(4000);
		assert.deepEqual([fleet.agents.size, fleet.swept()], [6, []]);
		await fleet.crash(1);
		await until(() => fleet.agents.size === 3);
		assert.deepEqual(fleet.swept(), []);
		await fleet.stop();
	});

	it("spare the agents of a game server that has moved to the other gateway", async () => {
		const fleet = await start();
		await fleet.open("server", 0);
		const abandoned = fleet.games.get("server")!;
		await fleet.open("server", 1);
		await abandoned.session.close(true);
		assert.equal(fleet.agents.size, 1, "the old session ended as idle");
		await wait(1500);
		assert.deepEqual(fleet.swept(), []);
		await fleet.end("server");
		assert.equal(fleet.agents.size, 0);
		await fleet.stop();
	});
});
