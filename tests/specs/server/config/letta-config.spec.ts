/// <reference types="@rbxts/testez/globals" />
import { parseLettaConfig, spendingLimits } from "server/config/letta-config";
import { expectNoText, expectText } from "../../shared/support/expectations";

const URL = "http://127.0.0.1:8787";

function messageFor(key: string, value: unknown): string {
	const attributes = new Map<string, unknown>([["GatewayUrl", URL]]);
	attributes.set(key, value);
	const result = parseLettaConfig(attributes);
	return result.kind === "invalid" ? result.message : "";
}

export = () => {
	describe("LettaConfig", () => {
		it("fills in the defaults for what is not set", () => {
			const result = parseLettaConfig(new Map([["GatewayUrl", URL]]));
			assert(result.kind === "ok");
			expect(result.config.GatewayUrl).to.equal(URL);
			expect(result.config.MemoryMode).to.equal("session");
			expect(result.config.LogLevel).to.equal("info");
			expect(result.config.LogErrorText).to.equal(false);
			expect(result.config.GatewayTransport).to.equal("auto");
			expect(result.config.TalkPrompts).to.equal(true);
			expect(result.config.SecretName).to.equal("townsfolk_gateway_token");
			expect(result.config.Enabled).to.equal(true);
			expect(result.config.MaxTurnsPerHour).to.equal(3600);
			expect(result.config.MaxTokensPerDay).to.equal(5_000_000);
		});

		it("takes what is set, false included", () => {
			const result = parseLettaConfig(
				new Map<string, unknown>([
					["GatewayUrl", "https://gateway.example.org/town"],
					["MemoryMode", "persistent"],
					["LogLevel", "debug"],
					["LogErrorText", true],
					["TalkPrompts", false],
					["SecretName", "my.token-2"],
					["Enabled", false],
				]),
			);
			assert(result.kind === "ok");
			expect(result.config.MemoryMode).to.equal("persistent");
			expect(result.config.LogLevel).to.equal("debug");
			expect(result.config.LogErrorText).to.equal(true);
			expect(result.config.TalkPrompts).to.equal(false);
			expect(result.config.Enabled).to.equal(false);
		});

		it("cannot be changed afterwards", () => {
			const result = parseLettaConfig(new Map([["GatewayUrl", URL]]));
			assert(result.kind === "ok");
			const config = result.config as unknown as Record<string, string>;
			expect(() => (config.GatewayUrl = "http://elsewhere")).to.throw();
		});

		it("names the key, what was found and what is allowed", () => {
			const message = messageFor("MemoryMode", "forever");
			expectText(message, "LettaConfig.MemoryMode");
			expectText(message, '"forever"');
			expectText(message, '"session" or "persistent"');
		});

		it("refuses a value of the wrong type", () => {
			expectText(messageFor("Enabled", "yes"), 'LettaConfig.Enabled: found "yes"');
			expectText(messageFor("LogLevel", 3), "LettaConfig.LogLevel: found the number 3");
			expectText(messageFor("LogErrorText", "yes"), 'LettaConfig.LogErrorText: found "yes"');
			expectText(messageFor("GatewayTransport", "ws"), 'found "ws", allowed is "auto" or "http"');
			expectText(messageFor("SecretName", true), "LettaConfig.SecretName: found the boolean true");
		});

		it("takes -1 for no limit of spending, 0 for none at all, and nothing that is no whole number", () => {
			const parsed = parseLettaConfig(
				new Map<string, unknown>([
					["GatewayUrl", URL],
					["MaxTurnsPerHour", -1],
					["MaxTokensPerDay", 0],
				]),
			);
			assert(parsed.kind === "ok");
			const limits = spendingLimits(parsed.config);
			expect(limits.turnsPerHour).to.equal(math.huge);
			expect(limits.tokensPerDay).to.equal(0);
			for (const wrong of [-2, 1.5, math.huge, 0 / 0, "1200", true])
				expectText(messageFor("MaxTurnsPerHour", wrong), "0 for none at all, -1 for no limit");
		});

		it("takes a talk's length from one minute to an hour", () => {
			for (const wrong of [0, 0.5, 61, "10"])
				expectText(messageFor("MaxTalkMinutes", wrong), "LettaConfig.MaxTalkMinutes");
			for (const right of [1, 2.5, 60]) expect(messageFor("MaxTalkMinutes", right)).to.equal("");
		});

		it("takes a text for a crisis that says something and fits into a message", () => {
			for (const wrong of ["", "  ", string.rep("x", 601), 988])
				expectText(messageFor("CrisisText", wrong), "LettaConfig.CrisisText");
			expect(messageFor("CrisisText", string.rep("x", 600))).to.equal("");
		});

		it("asks for nothing that a wrong back end would need", () => {
			const result = parseLettaConfig(new Map([["Backend", "clowd"]]));
			assert(result.kind === "invalid");
			expect(result.message).to.equal('LettaConfig.Backend: found "clowd", allowed is "gateway" or "cloud"');
		});

		it("refuses a key that there is not, and lists those that there are", () => {
			const message = messageFor("GatwayUrl", URL);
			expectText(message, "LettaConfig.GatwayUrl");
			const keys =
				"Backend, CrisisText, Enabled, GatewayTransport, GatewayUrl, LettaModel, LettaSecretName, LettaUrl, " +
				"LogErrorText, LogLevel, MaxTalkMinutes, MaxTokensPerDay, MaxTurnsPerHour, MemoryMode, SecretName";
			expectText(message, keys);
		});

		it("refuses addresses that no gateway can have", () => {
			for (const url of [
				"",
				"localhost:8787",
				"ftp://host",
				"http://",
				"http://host/",
				"http://ho st",
				"http://host?x=1",
			])
				expectText(messageFor("GatewayUrl", url), "LettaConfig.GatewayUrl");
		});

		it("asks for the address where it is missing", () => {
			const result = parseLettaConfig(new Map());
			assert(result.kind === "invalid");
			expectText(result.message, "LettaConfig.GatewayUrl: found nothing");
		});

		it("names every wrong key at once", () => {
			const result = parseLettaConfig(
				new Map<string, unknown>([
					["Colour", "red"],
					["LogLevel", "loud"],
				]),
			);
			assert(result.kind === "invalid");
			for (const key of ["Colour", "GatewayUrl", "LogLevel"])
				expectText(result.message, `LettaConfig.${key}:`);
		});
	});

	describe("LettaConfig for Letta Cloud", () => {
		const cloud = (more: ReadonlyArray<readonly [string, unknown]> = []) =>
			parseLettaConfig(
				new Map<string, unknown>([["Backend", "cloud"], ["LettaModel", "openai/gpt-4.1"], ...more]),
			);

		it("needs a model and no gateway, and knows where Letta is", () => {
			const result = cloud();
			assert(result.kind === "ok");
			expect(result.config.Backend).to.equal("cloud");
			expect(result.config.LettaModel).to.equal("openai/gpt-4.1");
			expect(result.config.LettaUrl).to.equal("https://api.letta.com");
			expect(result.config.LettaSecretName).to.equal("letta_api_key");
			expect(result.config.GatewayUrl).to.equal("");
		});

		it("takes any server with the same API, and any name of a secret", () => {
			const result = cloud([
				["LettaUrl", "http://127.0.0.1:8283"],
				["LettaSecretName", "my_key"],
			]);
			assert(result.kind === "ok");
			expect(result.config.LettaUrl).to.equal("http://127.0.0.1:8283");
			expect(result.config.LettaSecretName).to.equal("my_key");
		});

		it("asks for the model where it is missing, and not where the gateway has one", () => {
			const result = parseLettaConfig(new Map([["Backend", "cloud"]]));
			assert(result.kind === "invalid");
			expectText(result.message, "LettaConfig.LettaModel: found nothing");
			expectNoText(result.message, "GatewayUrl");
			expect(parseLettaConfig(new Map([["GatewayUrl", URL]])).kind).to.equal("ok");
		});

		it("names what is wrong, whichever back end it belongs to", () => {
			expectText(messageFor("Backend", "clowd"), 'LettaConfig.Backend: found "clowd"');
			expectText(messageFor("LettaUrl", "api.letta.com"), "LettaConfig.LettaUrl");
			expectText(messageFor("LettaModel", "gpt"), "LettaConfig.LettaModel");
			expectText(messageFor("LettaModel", 4), "LettaConfig.LettaModel: found the number 4");
			expectText(messageFor("LettaSecretName", "a key!"), "LettaConfig.LettaSecretName");
		});
	});
};
