/// <reference types="@rbxts/testez/globals" />
import { DueList } from "server/rules/load/due-list";
import { expectSame } from "../../../shared/support/expectations";
import { seededRandom } from "../../../shared/support/random";

const SPAN = 0.5;

function dueBy(list: DueList<string>, at: number): ReadonlyArray<string> {
	const due = new Array<string>();
	list.passTo(at, (item) => due.push(item));
	return due.sort();
}

export = () => {
	it("things are due at their value or less than a span later, and once", () => {
		for (let seed = 1; seed <= 50; seed++) {
			const random = seededRandom(seed);
			const list = new DueList<string>(SPAN);
			const dueAt = new Map<string, number>();
			let at = random.between(0, 1000);
			for (let index = 0; index < 60; index++) {
				for (const item of ["a", "b", "c"]) {
					if (dueAt.has(item) || random.next() < 0.5) continue;
					dueAt.set(item, at + random.between(0, 4));
					list.plan(item, dueAt.get(item)!);
				}
				at += random.between(0, 1);
				const due = dueBy(list, at);
				const must = [...dueAt].mapFiltered(([item, value]) => (value <= at - SPAN ? item : undefined));
				const may = new Set([...dueAt].mapFiltered(([item, value]) => (value <= at ? item : undefined)));
				expectSame(
					must.filter((item) => !due.includes(item)),
					[],
				);
				expectSame(
					due.filter((item) => !may.has(item)),
					[],
				);
				for (const item of due) dueAt.delete(item);
			}
		}
	});

	it("what is planned anew is due at the later value only", () => {
		const list = new DueList<string>(SPAN);
		list.plan("bread", 2);
		list.plan("bread", 4);
		expectSame(dueBy(list, 3), []);
		expectSame(dueBy(list, 4), ["bread"]);
	});

	it("what is planned back and forth comes once", () => {
		const list = new DueList<string>(SPAN);
		for (const value of [2, 4, 2]) list.plan("bread", value);
		expectSame(dueBy(list, 5), ["bread"]);
	});

	it("what is planned for the past is due with the next step", () => {
		const list = new DueList<string>(SPAN);
		expectSame(dueBy(list, 100), []);
		list.plan("bread", 3);
		expectSame(dueBy(list, 100), ["bread"]);
	});

	it("what is cancelled is not due", () => {
		const list = new DueList<string>(SPAN);
		list.plan("bread", 2);
		list.cancel("bread");
		expectSame(dueBy(list, 3), []);
	});
};
