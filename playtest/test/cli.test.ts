import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commandHelp, parseCommand } from "../src/cli/commands.ts";
import { parseOptions } from "../src/cli/options.ts";

function mistakeIn(args: string[]): string {
	const request = parseOptions(args);
	assert.equal(request.kind, "invalid");
	return (request as { message: string }).message;
}

describe("options", () => {
	it("start with the scripted model when there are none", () => {
		assert.deepEqual(parseOptions([]), {
			kind: "start",
			minds: { kind: "scripted" },
			transport: "auto",
			scene: undefined,
			minutes: undefined,
		});
	});

	it("take an endpoint in both spellings, without its last slash", () => {
		const minds = { kind: "llm", baseUrl: "http://127.0.0.1:11434/v1", apiKey: "k", model: "m" };
		const wanted = { kind: "start", minds, transport: "auto", scene: undefined, minutes: undefined };
		const args = ["--llm-url", "http://127.0.0.1:11434/v1/", "--llm-key", "k", "--llm-model", "m"];
		assert.deepEqual(parseOptions(args), wanted);
		assert.deepEqual(
			parseOptions(["--llm-url=http://127.0.0.1:11434/v1", "--llm-key=k", "--llm-model=m"]),
			wanted,
		);
	});

	it("take a way for the frames, and refuse one that there is not, or where there is no gateway", () => {
		const request = parseOptions(["--transport", "http"]);
		assert.equal(request.kind === "start" && request.transport, "http");
		assert.deepEqual(parseOptions(["--transport", "pigeon"]), {
			kind: "invalid",
			message: "--transport pigeon: there are auto and http",
		});
		const letta = ["--letta-url", "https://api.letta.com", "--letta-key", "k", "--transport", "http"];
		assert.equal(parseOptions(letta).kind, "invalid");
	});

	it("prefer the key on the command line to the one in the environment", () => {
		const env = { TOWNSFOLK_LLM_KEY: "from env" };
		const keyOf = (args: string[]) => {
			const request = parseOptions(["--llm-url", "https://example.com/v1", ...args], env);
			assert.ok(request.kind === "start" && request.minds.kind === "llm");
			return request.minds.apiKey;
		};
		assert.equal(keyOf([]), "from env");
		assert.equal(keyOf(["--llm-key", "given"]), "given");
	});

	it("take a server of Letta's REST API in the form that the place needs", () => {
		const lettaOf = (args: string[], env: NodeJS.ProcessEnv = {}) => {
			const request = parseOptions(args, env);
			assert.ok(request.kind === "start");
			return request.minds;
		};
		const baseUrl = "https://api.letta.com";
		const env = { TOWNSFOLK_LETTA_KEY: "from-env" };
		assert.deepEqual(lettaOf(["--letta-url", "HTTPS://api.letta.com/"], env), {
			kind: "letta",
			baseUrl,
			apiKey: "from-env",
			model: undefined,
		});
		const given = ["--letta-url", baseUrl, "--letta-key", "given", "--letta-model", "openai/gpt"];
		assert.deepEqual(lettaOf(given, env), { kind: "letta", baseUrl, apiKey: "given", model: "openai/gpt" });
		const request = parseOptions([...given, "--scene", "market-day", "--minutes", "2"]);
		assert.deepEqual(request, {
			kind: "start",
			minds: lettaOf(given),
			transport: "auto",
			scene: "market-day",
			minutes: 2,
		});
	});

	it("refuse a Letta server without a key, beside a model's endpoint, and with a wrong address", () => {
		const url = ["--letta-url", "https://api.letta.com"];
		assert.match(mistakeIn(url), /--letta-url wants a key.*TOWNSFOLK_LETTA_KEY.*--letta-key/);
		assert.match(mistakeIn([...url, "--letta-key", ""]), /wants a key/);
		for (const option of ["--llm-url", "--llm-key", "--llm-model"]) {
			const message = mistakeIn([...url, "--letta-key", "k", option, "http://127.0.0.1/v1"]);
			assert.match(message, /does not go with --letta-url|--llm-\w+ says nothing without --llm-url/);
		}
		assert.match(mistakeIn(["--letta-model", "m"]), /--letta-model .*without --letta-url/);
		assert.match(mistakeIn(["--letta-key", "k"]), /--letta-key .*without --letta-url/);
		for (const wrong of [
			"api.letta.com",
			"ftp://api.letta.com",
			"https://api.letta.com/v1",
			"https://api.letta.com/v1/",
			"https://api.letta.com?x=1",
			"https://api.letta.com#x",
			"https://me:secret@api.letta.com",
		])
			assert.match(
				mistakeIn(["--letta-url", wrong, "--letta-key", "k"]),
				/^--letta-url .*not an http/,
				wrong,
			);
	});

	it("take a gateway that runs already, with its token, and nothing beside it", () => {
		const url = ["--gateway-url", "http://localhost:8787/"];
		const request = parseOptions(url, { TOWNSFOLK_GATEWAY_TOKEN: "from-env" });
		const minds = { kind: "gateway", baseUrl: "http://localhost:8787", token: "from-env" };
		assert.deepEqual(request, {
			kind: "start",
			minds,
			transport: "auto",
			scene: undefined,
			minutes: undefined,
		});
		assert.match(mistakeIn(url), /--gateway-url wants its token.*TOWNSFOLK_GATEWAY_TOKEN.*--gateway-token/);
		assert.match(mistakeIn(["--gateway-token", "t"]), /--gateway-token .*without --gateway-url/);
		for (const wrong of ["localhost:8787", "http://localhost:8787/v1", "http://me:secret@localhost:8787"])
			assert.match(
				mistakeIn(["--gateway-url", wrong, "--gateway-token", "t"]),
				/^--gateway-url .*not an http/,
			);
		const both = [...url, "--gateway-token", "t", "--llm-url", "http://127.0.0.1/v1"];
		assert.match(mistakeIn(both), /--llm-url does not go with --gateway-url/);
	});

	it("never show a key or a token that they refuse", () => {
		assert.doesNotMatch(
			mistakeIn(["--gateway-url", "http://localhost", "--gateway-token", "tok 1234"]),
			/1234/,
		);
		for (const key of ["sk-let-1234 ", "sk-let-1234\n", "sk-let-1234é"])
			assert.doesNotMatch(mistakeIn(["--letta-url", "https://api.letta.com", "--letta-key", key]), /1234/);
	});

	it("take a scenario as a scene, for as long as is asked", () => {
		const request = parseOptions(["--scene", "market-day", "--minutes", "2"]);
		const wanted = {
			kind: "start",
			minds: { kind: "scripted" },
			transport: "auto",
			scene: "market-day",
			minutes: 2,
		};
		assert.deepEqual(request, wanted);
		assert.match(mistakeIn(["--scene", "first-meeting", "--minutes", "2"]), /--minutes/);
		assert.match(mistakeIn(["--scene", "market-day", "--minutes", "soon"]), /--minutes soon/);
	});

	it("show the help, whatever else is asked", () => {
		assert.deepEqual(parseOptions(["--help"]), { kind: "help" });
		assert.deepEqual(parseOptions(["--scene", "first-meeting", "-h"]), { kind: "help" });
	});

	it("are refused by name when they are unknown, incomplete or wrong", () => {
		assert.equal(mistakeIn(["--llm-ulr", "x"]), "Unknown option '--llm-ulr'");
		assert.match(mistakeIn(["walk"]), /'walk'/);
		assert.match(mistakeIn(["--llm-url"]), /--llm-url/);
		assert.match(mistakeIn(["--llm-url", "localhost:11434"]), /--llm-url localhost:11434/);
		for (const call of ["/chat/completions", "/completions/", "/models"])
			assert.match(
				mistakeIn(["--llm-url", `http://localhost:11434/v1${call}`]),
				/ends before it: http:\/\/localhost:11434\/v1$/,
			);
		assert.match(mistakeIn(["--llm-model", "m"]), /--llm-model .*without --llm-url/);
		assert.match(mistakeIn(["--llm-key", "k"]), /--llm-key .*without --llm-url/);
		assert.match(mistakeIn(["--threads", "2"]), /--threads .*without --llm-file/);
		assert.match(mistakeIn(["--llm-file", "a.gguf", "--threads", "0"]), /--threads 0: not a whole number/);
		const noScene = mistakeIn(["--scene", "toString"]);
		assert.match(noScene, /^--scene toString: .*first-meeting.*npm run load -- --help lists them all/);
		assert.ok(noScene.length < 250, noScene);
	});
});

describe("what is typed", () => {
	it("is chat unless a slash leads it", () => {
		assert.deepEqual(parseCommand("  Hello, Mara / Bram "), { kind: "chat", text: "Hello, Mara / Bram" });
		assert.deepEqual(parseCommand("   "), { kind: "nothing" });
	});

	it("is a command with the rest of the line as its argument", () => {
		assert.deepEqual(parseCommand("/walk  The Old Mill "), { kind: "walk", to: "The Old Mill" });
		assert.deepEqual(parseCommand("/BLOCKS Mara"), { kind: "blocks", npc: "Mara" });
		for (const kind of ["who", "log", "help", "quit"]) assert.deepEqual(parseCommand(`/${kind}`), { kind });
	});

	it("is refused where a command that stands alone has more words", () => {
		for (const line of [
			"/talk Pip",
			"/who Mara",
			"/help me",
			"/log 5",
			"/stats now",
			"/forget me",
			"/quit it",
		]) {
			const [usage] = line.split(" ");
			const message = `It goes like this, with nothing after it: ${usage}`;
			assert.deepEqual(parseCommand(line), { kind: "mistake", message });
		}
	});

	it("gets a hint when it is nearly a command", () => {
		const message = (line: string) => {
			const command = parseCommand(line);
			assert.equal(command.kind, "mistake");
			return (command as { message: string }).message;
		};
		assert.match(message("/wlak Cafe"), /no command \/wlak\. Did you mean \/walk/);
		assert.match(message("/foo"), /no command \/foo\. \/help/);
		assert.match(message("/hwo"), /Did you mean \/who/);
		assert.match(message("/dance"), /no command \/dance\. \/help/);
		assert.match(message("/constructor"), /no command \/constructor/);
		assert.match(message("/walk"), /\/walk <place or npc>/);
	});

	it("has a help that names every command", () => {
		for (const name of ["/walk", "/who", "/blocks", "/log", "/help", "/quit"]) {
			assert.ok(commandHelp().includes(name), name);
		}
	});
});
