import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { withCpuClock } from "./cpu-clock.ts";
import { PAGE_BYTES, withMemoryPages } from "./wasm-memory.ts";

/** A Luau state of luau-web in a WASM instance of its own. */
export interface RawState {
	readonly loadstring: (source: string, chunkName: string, throwOnError: true) => RawFunction;
	readonly env: { readonly setreadonly: (table: unknown, readonly: boolean) => void };
	/** Releases a function, including the library's own handle. */
	readonly release: (fn: RawFunction) => void;
	readonly destroy: () => void;
}

export type RawFunction = (...args: unknown[]) => Promise<unknown[]>;

interface Internals {
	LUA_VALUE: symbol;
	states: Array<{ luaValueCache: Map<number, unknown> }>;
	instantiateWasm: (
		imports: WebAssembly.Imports,
		receive: (instance: WebAssembly.Instance) => void,
	) => object;
}

const BASE64_WASM = /[A-Za-z0-9+/=]{100000,}/;

let compiled: { pages: number; module: Promise<WebAssembly.Module> } | undefined;
let instances = 0;

/**
 * A state with `memoryMegabytes` of address space; pages cost nothing until they are touched.
 *
 * The library keeps one WASM instance for the process, and a new state at the address of a closed one does not work. So
 * each state loads the library anew, under its own URL; only the compiled WASM is shared.
 */
export async function createRawState(memoryMegabytes: number): Promise<RawState> {
	const entry = createRequire(import.meta.url).resolve("luau-web");
	const pages = Math.ceil((memoryMegabytes * 1024 * 1024) / PAGE_BYTES);
	if (compiled?.pages !== pages) compiled = { pages, module: compileWasm(path.dirname(entry), pages) };
	const wasm = await compiled.module;

	const library = await import(`${pathToFileURL(entry).href}?instance=${++instances}`);
	const internals: Internals = library.InternalLuauWasmModule;
	// Emscripten's own hook for a module that the page instantiates itself.
	internals.instantiateWasm = (imports, receive) => {
		void WebAssembly.instantiate(wasm, withCpuClock(imports)).then(receive);
		return {};
	};
	const state = await library.LuauState.createAsync({});
	return {
		loadstring: (source, chunkName, throwOnError) => state.loadstring(source, chunkName, throwOnError),
		env: state.env,
		release: (fn) => {
			const value = (fn as unknown as Record<symbol, { ref: number; release: () => void }>)[
				internals.LUA_VALUE
			];
			value.release();
			internals.states[state.stateIdx].luaValueCache.delete(value.ref);
		},
		// The module stays loaded for ever, so it must not keep the memory.
		destroy: () => Reflect.ownKeys(internals).forEach((key) => Reflect.deleteProperty(internals, key)),
	};
}

async function compileWasm(folder: string, pages: number): Promise<WebAssembly.Module> {
	return WebAssembly.compile(withMemoryPages(await readWasm(folder), pages));
}

/** The WASM embedded, in base64, in the build of luau-web that this host will pick. */
async function readWasm(folder: string): Promise<Uint8Array> {
	const build = "Suspending" in WebAssembly && "promising" in WebAssembly ? "JSPI" : "Asyncify";
	const file = path.join(folder, "lib", `Luau.Web.${build}.js`);
	const base64 = BASE64_WASM.exec(await readFile(file, "utf8"));
	if (base64 === null)
		throw new Error(`luau-web: found no WASM in ${file}; this adapter was written for 1.4.0`);
	return Buffer.from(base64[0], "base64");
}
