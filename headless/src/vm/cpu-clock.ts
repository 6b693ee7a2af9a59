/**
 * The imports of luau-web's WASM with a clock of CPU time behind Luau's `os.clock`, where Emscripten's gives the wall
 * clock. On a busy machine, a thread that waits for the processor would seem to work. No script sees this clock: scripts
 * get the world's time.
 */
export function withCpuClock(imports: WebAssembly.Imports): WebAssembly.Imports {
	return { ...imports, env: { ...imports.env, emscripten_get_now: cpuMilliseconds } };
}

/** Of the whole process. */
function cpuMilliseconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}
