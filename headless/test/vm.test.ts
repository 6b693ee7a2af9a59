import assert from "node:assert/strict";
import { test } from "node:test";
import { createLuauVm, LuauCompileError } from "../src/vm/luau-vm.ts";
import { withMemoryPages } from "../src/vm/wasm-memory.ts";

test("a state holds far more than the library's own 18 MB", async () => {
	const vm = await createLuauVm();
	const fill = vm.compile(
		"local kept = {} for i = 1, ... do kept[i] = {i} end return #kept, gcinfo()",
		"memory",
	);
	const [count, kilobytes] = await vm.call(fill, 1_000_000);
	assert.equal(count, 1_000_000);
	assert.ok((kilobytes as number) > 40_000, `${String(kilobytes)} kB`);
	vm.destroy();
});

test("calls made at once are carried out one after another", async (t) => {
	const vm = await createLuauVm();
	const [append, read] = (await vm.call(
		vm.compile("local all = '' return function(s) all ..= s end, function() return all end", "order"),
	)) as Parameters<typeof vm.call>[0][];
	// The library serialises calls too, but complains.
	const complaints = t.mock.method(console, "error", () => undefined);
	const calls = ["a", "b", "c"].map((letter) => vm.call(append, letter));
	assert.deepEqual(await vm.call(read), ["abc"]);
	await Promise.all(calls);
	assert.equal(complaints.mock.callCount(), 0);
	vm.destroy();
});

test("a failed call does not hold up the next", async () => {
	const vm = await createLuauVm();
	const fail = vm.compile("\nerror('boom')", "Some.Script");
	const answer = vm.compile("return 42", "answer");
	const [failed, answered] = await Promise.allSettled([vm.call(fail), vm.call(answer)]);
	assert.equal(failed.status === "rejected" && failed.reason.message, "Some.Script:2: boom");
	assert.deepEqual(answered.status === "fulfilled" && answered.value, [42]);
	vm.destroy();
});

test("a compile error names the chunk and the line", async () => {
	const vm = await createLuauVm();
	assert.throws(
		() => vm.compile("local x = 1\nlocal y = = 2", "A.B"),
		(error) => error instanceof LuauCompileError && error.message.startsWith("A.B:2:"),
	);
	vm.destroy();
});

test("chunks that are released work until then and leave nothing behind", async () => {
	const vm = await createLuauVm();
	const heap = vm.compile("return gcinfo()", "heap");
	const [before] = (await vm.call(heap)) as number[];
	for (let count = 0; count < 5000; count++) {
		const chunk = vm.compile(`return ${count}, "${String(count).padEnd(1000, ".")}"`, "throw-away");
		assert.equal((await vm.call(chunk))[0], count);
		vm.release(chunk);
	}
	const [after] = (await vm.call(heap)) as number[];
	assert.ok(after - before < 2000, `${after - before} kB of 5000 kB are still there`);
	vm.destroy();
});

test("a WASM module of another shape is refused with a clear message", () => {
	const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
	assert.throws(() => withMemoryPages(Uint8Array.from(header), 300), /no memory section/);
	const growable = [...header, 5, 4, 1, 1, 16, 32];
	assert.throws(() => withMemoryPages(Uint8Array.from(growable), 300), /not one fixed block.*pages 16–32/);
	const fixed = [...header, 5, 4, 1, 1, 16, 16, 0, 0];
	const widened = withMemoryPages(Uint8Array.from(fixed), 8192);
	assert.deepEqual([...widened], [...header, 5, 6, 1, 1, 0x80, 0x40, 0x80, 0x40, 0, 0]);
});
