/// <reference types="@rbxts/testez/globals" />
import { expectSame } from "../../../shared/support/expectations";
import { readMessagePack } from "./read";
import { writeMessagePack } from "./write";

/** Against the reference library: tests/repo/message-pack.test.ts. */

const LIMITS = { maxDepth: 4, maxValues: 20, maxBytes: 200 };

function bytesOf(...bytes: ReadonlyArray<number>): buffer {
	const result = buffer.create(bytes.size());
	bytes.forEach((byte, index) => buffer.writeu8(result, index, byte));
	return result;
}

function write(value: unknown): buffer {
	const result = writeMessagePack(value, LIMITS.maxDepth);
	if (result.kind !== "ok") error(result.message);
	return result.bytes;
}

function read(bytes: buffer): unknown {
	const result = readMessagePack(bytes, LIMITS);
	if (result.kind !== "ok") error(result.message);
	return result.value;
}

function writeProblem(value: unknown): string {
	const result = writeMessagePack(value, LIMITS.maxDepth);
	return result.kind === "ok" ? "written" : result.message;
}

function readProblem(...bytes: ReadonlyArray<number>): string {
	const result = readMessagePack(bytesOf(...bytes), LIMITS);
	return result.kind === "ok" ? "read" : result.message;
}

export = () => {
	it("a value comes back as it was", () => {
		for (const value of [
			true,
			false,
			0,
			-1,
			0.1,
			2 ** 53,
			-(2 ** 53),
			1e300,
			math.huge,
			"",
			"Grüße",
			[],
			[1, [2]],
		])
			expectSame(read(write(value)), value);
		expectSame(read(write({ op: "turn", ok: false, list: [{ rev: 3 }] })), {
			op: "turn",
			ok: false,
			list: [{ rev: 3 }],
		});
	});
	it("what JSON cannot say comes back, too: no number, the sign of zero, nil, bytes", () => {
		const notANumber = read(write(0 / 0));
		expect(notANumber === notANumber).to.equal(false);
		expect(1 / (read(write(-0)) as number)).to.equal(-math.huge);
		expect(read(write(undefined))).to.equal(undefined);
		expect(buffer.tostring(read(write(buffer.fromstring("\0\xff"))) as buffer)).to.equal("\0\xff");
	});
	it("a writer refuses what has no form, and says what it is", () => {
		expect(writeProblem(() => {})).to.equal("a function cannot be written");
		expect(writeProblem("\xff")).to.equal("a text is not UTF-8");
		expect(writeProblem(new Map([[5, "five"]]))).to.equal(
			"a table is neither a list nor a map with keys of text",
		);
		expect(
			writeProblem(
				new Map<unknown, unknown>([
					[1, "one"],
					["two", 2],
				]),
			),
		).to.equal("a table is neither a list nor a map with keys of text");
	});
	it("a writer refuses tables deeper than its limit, and so cyclic ones", () => {
		expect(writeProblem([[[[1]]]])).to.equal("written");
		expect(writeProblem([[[[[1]]]]])).to.equal("lists and maps are more than 4 deep");
		const cyclic: { self?: unknown } = {};
		cyclic.self = cyclic;
		expect(writeProblem(cyclic)).to.equal("lists and maps are more than 4 deep");
	});
	it("a reader refuses bytes that end too soon, or go on", () => {
		expect(readProblem()).to.equal("the bytes end too soon, at 0 of 0");
		expect(readProblem(0xa5, 0x61)).to.equal("the bytes end too soon, at 1 of 2");
		expect(readProblem(0xcb, 0, 0)).to.equal("the bytes end too soon, at 1 of 3");
		expect(readProblem(0x01, 0x02)).to.equal("something follows, at 1 of 2");
	});
	it("a reader refuses extensions and the byte that begins nothing", () => {
		for (const first of [0xc1, 0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8])
			expect(readProblem(first, 0, 0, 0)).to.equal(`a value begins with ${first}, at 1 of 4`);
	});
	it("a reader refuses what Luau cannot hold: nil in a list, keys that are no text, numbers beyond 2^53", () => {
		expect(readProblem(0x91, 0xc0)).to.equal("nil in a list, at 2 of 2");
		expect(readProblem(0x81, 0x01, 0x02)).to.equal("a key is not text, at 2 of 3");
		expect(readProblem(0xcf, 0x00, 0x20, 0, 0, 0, 0, 0, 0x01)).to.equal(
			"a number that Luau cannot hold, at 9 of 9",
		);
		expect(readProblem(0xa1, 0xff)).to.equal("a text is not UTF-8, at 2 of 2");
	});
	it("a field that is nil is absent", () => {
		expectSame(read(bytesOf(0x82, 0xa1, 0x61, 0xc0, 0xa1, 0x62, 0x07)), { b: 7 });
	});
	it("a reader refuses more values, bytes and depth than its limits", () => {
		expect(readProblem(0xdc, 0, 21)).to.equal("more than 20 values, at 3 of 3");
		expect(readProblem(0x8b)).to.equal("more than 20 values, at 1 of 1");
		expect(readProblem(0x91, 0x91, 0x91, 0x91, 0x91, 0x01)).to.equal("more than 4 deep, at 5 of 6");
		expect(readProblem(...new Array<number>(201, 0xc0))).to.equal("more than 200 bytes, at 0 of 201");
	});
};
