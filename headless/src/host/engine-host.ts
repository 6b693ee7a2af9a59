import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { luauLiteral } from "../rojo/json-module.ts";
import type { EngineSchema } from "../schema/types.ts";
import { createLuauVm, LuauCompileError, type LuauFunction, type LuauVm } from "../vm/luau-vm.ts";
import type { BootRequest, StepRequest, StepResponse } from "./protocol.ts";

/** The engine itself failed; nothing in the world can be trusted afterwards. */
export class EngineFault extends Error {
	override readonly name = "EngineFault";
}

/** The engine in its VM. */
export interface EngineHost {
	/** Registers a script's code under `key`. Code that does not compile fails when it is run or required. */
	readonly registerScript: (script: ScriptCode) => Promise<void>;
	/** Makes a script fail with `message` when it is run or required. */
	readonly refuseScript: (key: string, message: string) => Promise<void>;
	readonly unregisterScript: (key: string) => Promise<void>;
	readonly boot: (request: BootRequest) => Promise<void>;
	readonly step: (request: StepRequest) => Promise<StepResponse>;
	readonly destroy: () => void;
}

export interface EngineHostOptions {
	/** The engine imports it as `schema`. */
	readonly schema: EngineSchema;
	/** Default: the engine beside this folder. */
	readonly engineFolder?: string;
}

export interface ScriptCode {
	readonly key: string;
	readonly chunkName: string;
	readonly source: string;
}

const BOOTSTRAP_FILE = fileURLToPath(new URL("./bootstrap.luau", import.meta.url));

/** Where the engine's modules are. */
export const ENGINE_FOLDER = fileURLToPath(new URL("../../engine", import.meta.url));

/** The VM's stack for arguments has 1 MB, and a character takes up to 3 bytes. */
const PIECE_CHARACTERS = 100_000;

/** A new VM with the engine's modules. */
export async function createEngineHost(options: EngineHostOptions): Promise<EngineHost> {
	const vm = await createLuauVm();
	const bootstrap = vm.compile(await readFile(BOOTSTRAP_FILE, "utf8"), "headless/bootstrap");
	const printToHost = (text: string) => void process.stderr.write(`[engine] ${text}\n`);
	const [vectorMetatable, ...entries] = await vm.call(bootstrap, printToHost as unknown as LuauFunction);
	const [registerModule, registerScript, unregisterScript, registerCompileError, push, call] =
		entries as LuauFunction[];
	vm.unlock(vectorMetatable);
	await registerEngine(vm, registerModule, options.engineFolder ?? ENGINE_FOLDER);
	await registerModuleCode(vm, registerModule, "schema", schemaSource(options.schema));

	const callMain = async (name: string, request: unknown): Promise<unknown> => {
		for (const piece of splitText(JSON.stringify(request), PIECE_CHARACTERS)) await vm.call(push, piece);
		const [ok, answer] = await vm.call(call, name);
		if (ok !== true) throw new EngineFault(`the engine's ${name} failed: ${String(answer)}`);
		return parseAnswer(name, String(answer));
	};
	return {
		registerScript: async ({ key, chunkName, source }) => {
			const compiled = compileScript(vm, source, chunkName);
			if (typeof compiled === "string") {
				await vm.call(registerCompileError, key, compiled);
				return;
			}
			await vm.call(registerScript, key, compiled);
			vm.release(compiled);
		},
		refuseScript: async (key, message) => void (await vm.call(registerCompileError, key, message)),
		unregisterScript: async (key) => void (await vm.call(unregisterScript, key)),
		boot: async (request) => {
			const answer = (await callMain("boot", request)) as { ok?: boolean; error?: string };
			if (answer.ok !== true) throw new Error(answer.error ?? "the engine did not boot");
		},
		step: async (request) => (await callMain("step", request)) as StepResponse,
		destroy: vm.destroy,
	};
}

function parseAnswer(name: string, answer: string): unknown {
	try {
		return JSON.parse(answer);
	} catch (error) {
		throw new EngineFault(`the engine's ${name} answered with broken JSON: ${String(error)}`);
	}
}

async function registerEngine(vm: LuauVm, registerModule: LuauFunction, folder: string): Promise<void> {
	const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".luau")).sort();
	for (const file of files) {
		const name = file.slice(0, -".luau".length).split(path.sep).join("/");
		const source = await readFile(path.join(folder, file), "utf8");
		// Locals on the first line, because an environment set by setfenv would switch off Luau's fast calls.
		await registerModuleCode(vm, registerModule, name, `local import, print = ... ${source}`);
	}
}

let written: { readonly schema: EngineSchema; readonly source: string } | undefined;

/** A module with the schema, the same for all worlds. A world uses few classes: each is JSON text until the engine asks for it. */
function schemaSource(schema: EngineSchema): string {
	if (written?.schema === schema) return written.source;
	const texts = (values: object) =>
		Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
	const literal = luauLiteral({ classes: texts(schema.classes), enums: texts(schema.enums) });
	written = { schema, source: `return ${literal}` };
	return written.source;
}

async function registerModuleCode(vm: LuauVm, registerModule: LuauFunction, name: string, code: string) {
	const main = vm.compile(code, `headless/${name}`);
	await vm.call(registerModule, name, main);
	vm.release(main);
}

/** Compiles a script once for all peers: the wrapper makes a new closure for each, and keeps the line numbers. */
function compileScript(vm: LuauVm, source: string, chunkName: string): LuauFunction | string {
	try {
		return vm.compile(`return function(...) ${source}\nend`, chunkName);
	} catch (wrapped) {
		if (!(wrapped instanceof LuauCompileError)) throw wrapped;
		try {
			vm.release(vm.compile(source, chunkName));
		} catch (plain) {
			if (plain instanceof LuauCompileError) return plain.message;
			throw plain;
		}
		return wrapped.message;
	}
}

/** Cuts text into pieces of at most `size` UTF-16 units, and never within a character. */
export function* splitText(text: string, size: number): Generator<string> {
	for (let start = 0; start < text.length;) {
		let end = Math.min(start + size, text.length);
		if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
		yield text.slice(start, end);
		start = end;
	}
}

function isHighSurrogate(unit: number): boolean {
	return unit >= 0xd800 && unit <= 0xdbff;
}
