import { after, before } from "node:test";
import type { PlayerHandle } from "@townsfolk/headless";
import {
	createRandom,
	createRig,
	type DoubleEvent,
	type Rig,
	type Scenario,
	type Spot,
} from "@townsfolk/simulator";
import { createTranscript, type Sight, sightOf, type Transcript } from "./transcript.ts";

/** Somebody's place, in studs on the ground plane. */
export interface Person {
	readonly name: string;
	readonly at: Spot;
}

export interface SceneNpc extends Person {
	/** 0: it greets nobody, and no line that names nobody is for it. 1: it greets everybody who looks at it. */
	readonly talkativeness: 0 | 1;
	/** What its model says to its turns, one after the other, in sentences. */
	readonly replies: ReadonlyArray<ReadonlyArray<string>>;
}

export interface ScenePlayer extends Person {
	/** Default: away from everybody, so that no NPC greets. */
	readonly looksAt?: Spot;
}

export interface SceneSetup {
	readonly npcs: ReadonlyArray<SceneNpc>;
	readonly players: ReadonlyArray<ScenePlayer>;
}

/** A turn as the NPC's agent got it. */
export interface AgentTurn {
	readonly npc: string;
	readonly content: string;
	/** `stopped`: the game cancelled it, or it failed. */
	state: "thinking" | "done" | "stopped";
}

/** Three clients, the compiled place and the gateway, with models that say what the scene says. */
export interface Scene {
	readonly say: (player: string, text: string) => Promise<void>;
	readonly place: (player: string, at: Spot, looksAt?: Spot) => Promise<void>;
	readonly leave: (player: string) => Promise<void>;
	readonly wait: (seconds: number) => Promise<void>;
	/** Resolves once `condition` is true, at a frame; rejects after 30 s of the world. */
	readonly until: (what: string, condition: () => boolean) => Promise<void>;
	/** What a player's screen has shown so far. */
	readonly seenBy: (player: string) => ReadonlyArray<Sight>;
	/** What a player has read in bubbles over an NPC. */
	readonly heardBy: (player: string, npc: string) => ReadonlyArray<string>;
	readonly turnsOf: (npc: string) => ReadonlyArray<AgentTurn>;
	/** As its status block says: `Talk`, `Idle`. */
	readonly actionOf: (npc: string) => string | undefined;
	readonly transcript: () => string;
	/** Errors of scripts. */
	readonly problems: ReadonlyArray<string>;
	readonly close: () => Promise<void>;
}

const SEED = 1;
/** From a turn's start to the model's first sentence, and from each to the next or to the end. */
const FIRST_SENTENCE_SECONDS = 1.2;
const NEXT_SENTENCE_SECONDS = 0.5;
const START_TIMEOUT_SECONDS = 30;
/** After everybody is in place, for their agents to know it. */
const SETTLE_SECONDS = 3;
/** Characters' roots are this high above the ground, studs. */
const ROOT_STUDS = 3;
const SQUARE = { name: "Square", center: [0, 0], size: [400, 400] } as const;
/** The reply to a turn that the scene did not expect: it stands out in the transcript. */
const UNFORESEEN = ["Nobody has told me what to say to that."];

function scenarioOf({ npcs }: SceneSetup): Scenario {
	return {
		name: "talk",
		about: "A scene of talk",
		minutes: 1,
		layout: { kind: "field", zones: [SQUARE] },
		npcs: npcs.map(({ name, talkativeness, at }) => ({
			count: 1,
			displayName: name,
			talkativeness,
			where: { spot: at, spreadStuds: 0 },
		})),
		players: [],
	};
}

/** What the agents are told, in the order in which it comes. */
function createAgentLog(nameOf: (npcId: string) => string, transcript: Transcript) {
	const turns = new Map<string, AgentTurn>();
	const actions = new Map<string, string>();

	function onTurnOver(turn: AgentTurn, isDone: boolean, at: number): void {
		turn.state = isDone ? "done" : "stopped";
		if (!isDone) transcript.note(at, `${turn.npc}'s turn is stopped`);
	}

	return {
		turns,
		actions,
		onBackend: (event: DoubleEvent, at: number) => {
			const npc = nameOf(event.npcId);
			if (event.kind === "turn") {
				turns.set(event.turnId, { npc, content: event.content, state: "thinking" });
				transcript.note(at, `${npc}'s agent is told`, event.content.split("\n"));
			} else if (event.kind === "turnOver") {
				onTurnOver(turns.get(event.turnId)!, event.outcome === "done", at);
			} else if (event.kind === "block" && event.label === "status") {
				const action = /current_action: (.*?)(?: \||$)/.exec(event.value)?.[1];
				if (action === undefined || action === actions.get(npc)) return;
				actions.set(npc, action);
				transcript.note(at, `${npc}'s memory says: ${action}`);
			}
		},
	};
}

async function lookFrom(rig: Rig, player: string, [x, z]: Spot, [lookX, lookZ]: Spot): Promise<void> {
	await rig.world.evaluate(
		"server",
		`local root = game.Players.${player}.Character.HumanoidRootPart
		root.CFrame = CFrame.lookAt(Vector3.new(${x}, ${ROOT_STUDS}, ${z}), Vector3.new(${lookX}, ${ROOT_STUDS}, ${lookZ}))`,
	);
}

/** Everybody is in place, agents are ready, and the transcript's time is 0. */
export async function openScene(setup: SceneSetup): Promise<Scene> {
	const problems: string[] = [];
	const seen: Array<Sight & { readonly player: string }> = [];
	const players = new Map<string, PlayerHandle>();
	const transcript = createTranscript();
	/** The world's time when the scene begins. */
	let begin = 0;
	const nameOf = (npcId: string) => setup.npcs[Number(npcId.replace("npc-", "")) - 1]?.name ?? npcId;
	const agents = createAgentLog(nameOf, {
		...transcript,
		note: (at, text, details) => begin > 0 && transcript.note(at - begin, text, details),
	});
	const turnsOf = (npc: string) => [...agents.turns.values()].filter((turn) => turn.npc === npc);
	const rig = await createRig(
		scenarioOf(setup),
		createRandom(SEED),
		{
			onProblem: (problem) => problems.push(problem),
			onRequest: () => {},
			onBackend: agents.onBackend,
		},
		{
			model: {
				// The model thinks of the NPC's newest turn.
				reply: (_content, npcId) =>
					setup.npcs.find(({ name }) => name === nameOf(npcId))?.replies[turnsOf(nameOf(npcId)).length - 1] ??
					UNFORESEEN,
				firstSentenceSeconds: [FIRST_SENTENCE_SECONDS, FIRST_SENTENCE_SECONDS],
				nextSentenceSeconds: [NEXT_SENTENCE_SECONDS, NEXT_SENTENCE_SECONDS],
			},
		},
	);
	const { world, double } = rig;
	const now = () => world.now() - begin;

	async function place(player: string, at: Spot, looksAt: Spot = [at[0], at[1] - 100]): Promise<void> {
		await lookFrom(rig, player, at, looksAt);
		if (begin > 0) transcript.note(now(), `${player} is at ${at.join(", ")}`);
	}

	world.on("display", (event) => {
		if (begin === 0) return;
		const sight = sightOf(event);
		seen.push({ ...sight, player: event.player });
		transcript.see(event.time - begin, event.player, sight);
	});

	await world.start();
	const areReady = () => double.readyCount() === setup.npcs.length;
	if (!(await world.runUntil(areReady, START_TIMEOUT_SECONDS)))
		throw new Error(`NPCs have no agents. ${problems.join("\n")}`);
	for (const { name } of setup.players) players.set(name, await world.join({ name }));
	await world.run(1);
	for (const { name, at, looksAt } of setup.players) await place(name, at, looksAt);
	await world.run(SETTLE_SECONDS);
	begin = world.now();

	return {
		say: async (player, text) => {
			transcript.note(now(), `${player} types: ${text}`);
			await players.get(player)!.chat(text);
		},
		place,
		leave: async (player) => {
			transcript.note(now(), `${player} leaves the game`);
			await players.get(player)!.leave();
		},
		wait: (seconds) => world.run(seconds),
		until: async (what, condition) => {
			if (!(await world.runUntil(condition, START_TIMEOUT_SECONDS)))
				throw new Error(`never came: ${what}\n${transcript.text()}`);
		},
		seenBy: (player) => seen.filter((sight) => sight.player === player),
		heardBy: (player, npc) =>
			seen
				.filter((sight) => sight.player === player && sight.surface === "bubble" && sight.speaker === npc)
				.map(({ text }) => text),
		turnsOf,
		actionOf: (npc) => agents.actions.get(npc),
		transcript: transcript.text,
		problems,
		close: rig.close,
	};
}

/** Plays a scene before a suite's tests, and closes it after them. */
export function useScene(setup: SceneSetup, play: (scene: Scene) => Promise<void>): () => Scene {
	let scene: Scene | undefined;
	before(async () => {
		scene = await openScene(setup);
		await play(scene);
	});
	after(() => scene?.close());
	return () => scene!;
}
