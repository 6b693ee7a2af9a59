import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createKeyboard } from "../src/cli/keyboard.ts";
import { createPaint } from "../src/cli/style.ts";
import { createTranscript } from "../src/cli/transcript.ts";
import { mindOf } from "./support/minds.ts";

const MARA = mindOf("Mara", {
	model: "openai-compatible/m",
	blocks: [
		{ label: "group_members", value: '{"Alex":{"name":"Alex"}}', rev: 4, state: "sent" },
		{ label: "mood", value: "fine", rev: 0, state: "stored" },
		{
			label: "status",
			value: "health: 100 | location: Cafe | current_action: Idle",
			rev: 3,
			state: "stored",
		},
		{ label: "weather", value: "rain", rev: 1, state: "unsent" },
	],
});

function createTyped(studsAway = 10, isOff = false) {
	let printed = "";
	const done: string[] = [];
	const output = { write: (text: string) => void (printed += text), isTerminal: false, columns: () => 110 };
	const paint = createPaint(false);
	const log = (file: string) => ({
		file,
		add: () => {},
		newest: () => [`newest of ${file}`],
		close: async () => {},
	});
	const position = { x: studsAway, y: 3, z: 0 };
	const keyboard = createKeyboard({
		playtest: {
			minds: async () => [MARA],
			npcs: [MARA],
			player: {
				name: "Alex",
				userId: 1,
				chat: async () => {},
				moveTo: async () => {},
				stop: async () => {},
				teleport: async () => {},
				leave: async () => {},
				isMoving: () => false,
				position: () => position,
			},
			logs: { game: log("game.log") },
			logFiles: ["game.log", "gateway.log", "server.log"],
			operate: async (command) => `what the place says of ${command}`,
			stage: {
				survey: async () => ({
					npcs: [{ npcId: "mara", name: "Mara", position: { x: 0, y: 3, z: 0 } }],
					places: [{ name: "Cafe", position }],
					players: [],
					isOff,
				}),
				pressTalk: async () => {
					done.push("talk");
					return studsAway > 10 ? undefined : "Mara";
				},
				say: async (text) => {
					if (text === "boo") throw new Error("no voice");
					done.push(`say ${text}`);
				},
				walkTo: async (name, onSetOut) => {
					done.push(`walk ${name}`);
					if (name !== "Moon") onSetOut?.("Cafe");
					return name === "Moon"
						? { kind: "unknown", known: ["Mara", "Cafe"] }
						: { kind: "arrived", name: "Cafe" };
				},
				listenTo: () => ({ reply: async () => ({ bubbles: [], windowLines: [], problem: undefined }) }),
			},
		},
		transcript: createTranscript({ output, paint, now: () => 0 }),
		output,
		paint,
		quit: () => done.push("quit"),
	});
	return {
		...keyboard,
		done,
		/** What is printed for a line. */
		type: async (line: string) => {
			printed = "";
			await keyboard.type(line);
			return printed;
		},
	};
}

describe("the keyboard", () => {
	it("says plain lines and shows them", async () => {
		const { type, done } = createTyped();
		assert.match(await type("Hello!"), /Alex +says +Hello!/);
		assert.deepEqual(done, ["say Hello!"]);
	});

	it("presses Talk at the nearest NPC, or says that none is near enough", async () => {
		assert.match(await createTyped().type("/talk"), /Alex presses Talk at Mara/);
		assert.match(await createTyped(80).type("/talk"), /No NPC is near enough/);
	});

	it("says again that nobody is near, where the player has walked meanwhile", async () => {
		const { type } = createTyped(80);
		await type("Hello!");
		assert.doesNotMatch(await type("Hello?"), /Nobody/);
		await type("/walk cafe");
		assert.match(await type("Hello?"), /Nobody is near enough/);
	});

	it("says once that nobody is near, where nobody hears a line", async () => {
		const { type } = createTyped(80);
		assert.match(await type("Hello!"), /Nobody is near enough to hear that\. \/walk Mara /);
		assert.doesNotMatch(await type("Hello?"), /Nobody/);
		assert.doesNotMatch(await createTyped(10).type("Hello!"), /Nobody/);
	});

	it("says that no NPC answers where the town is switched off, once until the player walks", async () => {
		const { type, done } = createTyped(10, true);
		assert.match(await type("Hello!"), /No NPC answers: LettaConfig\.Enabled is off\./);
		assert.doesNotMatch(await type("Hello?"), /No NPC/);
		assert.match(await type("/talk"), /LettaConfig\.Enabled is off/);
		assert.deepEqual(done, ["say Hello!", "say Hello?"]);
	});

	it("refuses a line that the chat would not take, and says how long one may be", async () => {
		const { type, done } = createTyped();
		assert.match(await type("é".repeat(201)), /A line has at most 200 characters; this one has 201\./);
		assert.deepEqual(done, []);
		await type("é".repeat(200));
		assert.equal(done.length, 1);
	});

	it("says nothing more once the player has quit, whatever fails then", async () => {
		const { type, close } = createTyped();
		close();
		assert.doesNotMatch(await type("boo"), /no voice/);
	});

	it("runs an operator's command", async () => {
		const { type } = createTyped();
		assert.match(await type("/run npcs"), /what the place says of npcs/);
	});

	it("walks, and tells of the arrival or lists the destinations", async () => {
		const { type } = createTyped();
		assert.match(await type("/walk cafe"), /Alex walks to Cafe[^]*Alex has reached Cafe/);
		const printed = await type("/walk Moon");
		assert.match(printed, /no Moon here\. There are Mara, Cafe/);
		assert.doesNotMatch(printed, /walks/);
	});

	it("shows with /who each NPC's distance, status and agent", async () => {
		const { type } = createTyped();
		assert.match(await type("/who"), /Mara +10 studs +health: 100 \| location: Cafe[^]*agent-local-1/);
		assert.match(await createTyped(1).type("/who"), /Mara +1 stud +health/);
	});

	it("shows with /blocks an NPC's blocks and how far each has got", async () => {
		const { type } = createTyped();
		const printed = await type("/blocks mara");
		assert.match(
			printed,
			/status \(stored, revision 3\)\n +health: 100 \| location: Cafe \| current_action: Idle/,
		);
		assert.match(printed, /group_members \(revision 4, on its way\)\n +\{\n +"Alex"/);
		assert.match(printed, /mood \(since its making\)/);
		assert.match(printed, /weather \(not sent yet\)/);
		assert.match(await type("/blocks Bram"), /no Bram here\. There are Mara/);
	});

	it("shows with /log the game's log and the other logs' files", async () => {
		const { type } = createTyped();
		assert.match(await type("/log"), /newest of game\.log[^]*game\.log[^]*gateway\.log[^]*server\.log/);
	});

	it("shows with /stats what an operator sees", async () => {
		const { type } = createTyped();
		assert.match(await type("/stats"), /what the place says of stats/);
	});

	it("has the place forget the player with /forget", async () => {
		const { type } = createTyped();
		assert.match(await type("/forget"), /what the place says of forget 1\n[^]*know you as Someone/);
	});

	it("helps, hints and quits", async () => {
		const { type, done } = createTyped();
		assert.match(await type("/help"), /\/walk <place or npc>/);
		assert.match(await type("/hlep"), /Did you mean \/help/);
		await type("/quit");
		assert.deepEqual(done, ["quit"]);
	});

	it("shows an error and goes on", async () => {
		const { type } = createTyped();
		assert.match(await type("boo"), /no voice/);
		assert.match(await type("Hello!"), /says/);
	});

	it("completes commands, NPCs and places", async () => {
		const { complete } = createTyped();
		await new Promise(setImmediate);
		assert.deepEqual(complete("/wa"), ["/walk"]);
		assert.deepEqual(complete("/walk "), ["/walk Mara", "/walk Cafe"]);
		assert.deepEqual(complete("/blocks m"), ["/blocks Mara"]);
		assert.deepEqual(complete("Hello"), []);
	});
});
