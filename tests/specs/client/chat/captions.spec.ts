/// <reference types="@rbxts/testez/globals" />

import { Captions } from "client/chat/captions";
import { expectSame } from "../../shared/support/expectations";

interface Timer {
	readonly at: number;
	readonly callback: () => void;
}

function setUp() {
	let now = 0;
	let shown: ReadonlyArray<string> = [];
	let timers = new Array<Timer>();
	const captions = new Captions(
		{
			display: {
				show: (lines) => {
					shown = lines;
				},
			},
			after: (seconds, callback) => timers.push({ at: now + seconds, callback }),
		},
		{ maxLines: 2, leastSeconds: 6, secondsPerChar: 0.1, mostSeconds: 30 },
	);
	const pass = (seconds: number) => {
		now += seconds;
		const due = timers.filter(({ at }) => at <= now);
		timers = timers.filter(({ at }) => at > now);
		for (const { callback } of due) callback();
	};
	return { captions, pass, shown: () => shown };
}

export = () => {
	describe("captions", () => {
		it("stay for as long as it takes to read them", () => {
			const { captions, pass, shown } = setUp();
			captions.add("short", "short");
			captions.add("long", string.rep("x", 100));
			pass(5.9);
			expectSame(shown(), ["short", "long"]);
			pass(0.2);
			expectSame(shown(), ["long"]);
			pass(3.8);
			expectSame(shown(), ["long"]);
			pass(0.2);
			expectSame(shown(), []);
		});

		it("never stay for longer than the limit", () => {
			const { captions, pass, shown } = setUp();
			captions.add("a book", string.rep("x", 10000));
			pass(30);
			expectSame(shown(), []);
		});

		it("make room for new ones, the oldest first, and two alike are two", () => {
			const { captions, pass, shown } = setUp();
			for (const text of ["one", "two", "two"]) captions.add(text, text);
			expectSame(shown(), ["two", "two"]);
			captions.add("three", "three");
			expectSame(shown(), ["two", "three"]);
			pass(6);
			expectSame(shown(), []);
		});
	});
};
