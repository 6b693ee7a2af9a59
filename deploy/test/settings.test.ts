import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readConfig } from "../../gateway/src/config/read-config.ts";
import { DEPLOY } from "./support/nginx.ts";
import { setUpFile } from "./support/setup.ts";

/** The gateway starts with what the units and the Compose file give it: an unknown or wrong variable would stop it. */

const read = (path: string): string => readFileSync(join(DEPLOY, path), "utf8");

/** `NAME=value` on a line of its own, or in a line `Environment=A=1 B=2`. */
function assignments(text: string): [string, string][] {
	return text
		.split("\n")
		.filter((line) => !line.startsWith("#"))
		.flatMap((line) => line.replace(/^Environment=/, "").split(/\s+/))
		.map((word) => word.match(/^([A-Z][A-Z_]+)=(.+)$/))
		.filter((match) => match !== null)
		.map(([, name, value]) => [name!, value!]);
}

/** The environment of the first gateway; the second has its own address. */
function composeEnvironment(): [string, string][] {
	const service = read("compose/compose.yaml")
		.split(/^ {2}gateway-1: &gateway$/m)[1]!
		.split(/^ {2}\S/m)[0]!;
	return [...service.matchAll(/^ {6}([A-Z][A-Z_]+): "?([^"\n]+)"?$/gm)].map(([, name, value]) => [
		name!,
		// What holds where .env says nothing else.
		value!.replace(/\$\{\w+:-([^}]+)\}/g, "$1"),
	]);
}

const { folder } = setUpFile();
const secret = join(folder, "secret");
writeFileSync(secret, "a-token-of-these-tests\n");

for (const [name, given] of [
	["the units", assignments(`${read("systemd/gateway.env")}\n${read("systemd/townsfolk-gateway@.service")}`)],
	["the Compose file", composeEnvironment()],
] as const)
	test(`the gateway starts with the settings of ${name}`, () => {
		const own = given.map(([key, value]): [string, string] => {
			if (key.endsWith("_TOKEN_FILE")) return [key, secret];
			return [
				key,
				value.replace("%i", "8787").replace(/^\$\{LETTA_MODEL.*\}$/, "openai-compatible/llama3.1"),
			];
		});
		const env = Object.fromEntries(own);
		for (const key of ["PORT", "HOST", "LETTA_MODEL", "TOWNSFOLK_TOKEN_FILE", "LETTA_APP_SERVER_TOKEN_FILE"])
			assert.ok(key in env, `${key} is not among ${Object.keys(env).join(", ")}`);
		assert.equal(readConfig(env).kind, "ok", JSON.stringify(readConfig(env)));
	});
