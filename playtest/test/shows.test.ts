import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LogEvent } from "@townsfolk/headless";
import type { SupervisorEvent } from "../src/app-server/supervisor.ts";
import { createRandom, type Scenario } from "@townsfolk/simulator";
import { showNews } from "../src/cli/news.ts";
import { playCrowd } from "../src/cli/play-crowd.ts";
import { playScripted } from "../src/cli/play-scripted.ts";
import type { Played } from "../src/cli/played.ts";
import { createPaint } from "../src/cli/style.ts";
import { createTranscript } from "../src/cli/transcript.ts";
import type { ShownLine } from "../src/player/shown-line.ts";
import type { Reply } from "../src/scenes/stage.ts";

const GOOD: Reply = { bubbles: ["Hello, Alex!"], windowLines: ["Hello, Alex!"], problem: undefined };

/** A playtest that shows, and complains of, what a test makes it. */
function createPlayed(reply: Reply = GOOD, onSay: () => void = () => {}) {
	let printed = "";
	let show: (line: ShownLine) => void = () => {};
	let complain: (event: LogEvent) => void = () => {};
	let tell: (event: SupervisorEvent) => void = () => {};
	const paint = createPaint(false);
	const output = { write: (text: string) => void (printed += text), isTerminal: false, columns: () => 110 };
	let display: (line: ShownLine, client: string) => void = () => {};
	let isOver = false;
	let time = 0;
	const playtest = {
		npcs: [{ npcId: "folk-1", displayName: "Folk 1" }],
		world: { now: () => time },
		onDisplayed: (listener: typeof display) => (display = listener),
		player: { name: "Alex" },
		onShown: (listener: typeof show) => (show = listener),
		onTrouble: (listener: typeof complain) => (complain = listener),
		onAppServer: (listener: typeof tell) => (tell = listener),
		stage: {
			say: async () => onSay(),
			walkTo: async (name: string, onSetOut?: (name: string) => void) => {
				onSetOut?.(name);
				return { kind: "arrived", name };
			},
			listenTo: () => ({ reply: async () => reply }),
		},
	} as unknown as Played["playtest"];
	const trouble = (level: "warn" | "error", message: string) =>
		complain({ peer: "server", level, message, time: 0 } as LogEvent);
	return {
		playtest,
		output,
		paint,
		isOver: () => isOver,
		end: () => (isOver = true),
		setTime: (seconds: number) => (time = seconds),
		display: (client: string, line: ShownLine) => display(line, client),
		printed: () => printed,
		show: (speaker: string | undefined, text: string) =>
			show({ surface: "window", speaker, text, prefix: `${speaker}:` }),
		trouble,
		tell: (event: SupervisorEvent) => tell(event),
	};
}

function createNews() {
	const played = createPlayed();
	const { playtest, output, paint } = played;
	const news = showNews(playtest, createTranscript({ output, paint, now: () => 0 }));
	return { ...played, news };
}

describe("news of a playtest", () => {
	it("are what the player's client shows, except the player's own lines", () => {
		const { show, printed } = createNews();
		show("Mara", "Good morning.");
		show("Alex", "Hello!");
		show(undefined, "A notice.");
		assert.match(printed(), /Good morning\.[^]*A notice\./);
		assert.doesNotMatch(printed(), /Hello!/);
	});

	it("are warnings and errors of scripts, and only errors count", () => {
		const { trouble, news, printed } = createNews();
		trouble("warn", "Letta is away");
		trouble("error", "nil has no field");
		assert.match(printed(), /! +server: Letta is away[^]*✗ +server: nil has no field/);
		assert.equal(news.scriptErrors(), 1);
	});

	it("count an error that is not shown again", () => {
		const { trouble, news, printed } = createNews();
		for (let time = 0; time < 3; time++) trouble("error", "nil has no field");
		assert.equal(printed().split("nil has no field").length - 1, 1);
		assert.equal(news.scriptErrors(), 3);
	});

	it("are the App Server's end, its return and its end for good", () => {
		const { tell, printed } = createNews();
		tell({ kind: "died", how: "signal SIGKILL", restart: 1, maxRestarts: 3 });
		tell({ kind: "restarted", pid: 7, seconds: 1.25 });
		tell({ kind: "gaveUp", reason: "no port" });
		assert.match(
			printed(),
			/ended \(signal SIGKILL\); starting it again, 1 of 3[^]*back after 1\.3 s, process 7[^]*not started again: no port/,
		);
	});
});

describe("a scene that is shown", () => {
	const scene = {
		title: "A talk",
		steps: [
			{ kind: "walk", to: "Mara" },
			{ kind: "say", text: "Hi", answeredBy: "Mara" },
		],
	} as const;

	it("shows what the player does, and ends well when every line was answered", async () => {
		const played = createPlayed();
		assert.equal(await playScripted(played, scene), 0);
		assert.match(
			played.printed(),
			/A talk[^]*Alex walks to Mara[^]*Alex +says +Hi[^]*every line was answered/,
		);
	});

	it("does and says nothing more once the end has begun", async () => {
		let said = 0;
		const played = createPlayed(GOOD, () => {
			said += 1;
			played.end();
		});
		const [walk, say] = scene.steps;
		await playScripted(played, { title: "A talk", steps: [walk, say, say, walk] });
		assert.equal(said, 1);
		assert.equal(played.printed().split("Alex").length - 1, 2, played.printed());
	});

	it("has the time of the game's log", async () => {
		const played = createPlayed();
		played.setTime(24.9);
		await playScripted(played, scene);
		assert.match(played.printed(), /24\.9 s +Alex +says +Hi/);
	});

	it("fails when a line was not answered", async () => {
		const played = createPlayed({ ...GOOD, bubbles: [], problem: "silence" });
		assert.equal(await playScripted(played, scene), 1);
		assert.match(played.printed(), /✗ Mara did not answer: silence/);
		assert.doesNotMatch(played.printed(), /every line was answered/);
	});

	it("fails when a script of the place has an error meanwhile, though every line was answered", async () => {
		const played = createPlayed(GOOD, () => played.trouble("error", "nil has no field"));
		assert.equal(await playScripted(played, scene), 1);
		assert.match(played.printed(), /✗ 1 errors in the place's scripts/);
	});
});

describe("a crowd that is shown", () => {
	const SCENARIO = { name: "fair", about: "a fair", players: [], npcs: [] } as unknown as Scenario;
	const spots = { npcSpots: [], zoneSpots: [] };

	/** What is printed of what clients display. */
	async function showCrowd(displayed: ReadonlyArray<readonly [client: string, line: ShownLine]>) {
		const played = createPlayed();
		const random = createRandom(1);
		const isOver = () => true;
		await playCrowd(played, { scenario: SCENARIO, spots, random, minutes: 1, isOver });
		for (const [client, line] of displayed) played.display(client, line);
		return played.printed().split("\n").slice(4, -1);
	}

	const bubble: ShownLine = { surface: "bubble", speaker: "Folk 1", text: "A fine day.", prefix: "" };
	const window: ShownLine = { ...bubble, surface: "window", prefix: "Folk 1 [AI]:" };

	it("shows each NPC's line once as a bubble and once in the window, however many clients do", async () => {
		assert.deepEqual(
			await showCrowd([
				["Player1", window],
				["Player1", bubble],
				["Player2", window],
				["Player2", bubble],
			]),
			["  0.0 s  Folk 1   window  Folk 1 [AI]: A fine day.", "  0.0 s  Folk 1   bubble  A fine day."],
		);
	});

	it("shows a line again that a client shows again", async () => {
		const lines = await showCrowd([
			["Player1", bubble],
			["Player1", bubble],
		]);
		assert.equal(lines.length, 2);
	});

	it("does not show in the window what a visitor typed: it was shown then", async () => {
		const typed = { ...window, speaker: undefined, prefix: "Visitor 3" };
		assert.deepEqual(await showCrowd([["Player1", typed]]), []);
	});
});
