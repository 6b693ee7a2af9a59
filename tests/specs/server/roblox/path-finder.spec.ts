/// <reference types="@rbxts/testez/globals" />
import { createPathFinder } from "server/roblox/path-finder";
import { createThreads } from "server/roblox/threads";

const FROM = () => new Vector3(2000, 3, 800);
const TO = new Vector3(2010, 3, 800);
const TOO_FAR = new Vector3(9000, 3, 800);

export = () => {
	describe("the path finder", () => {
		const setUp = (maxUnderWay: number) =>
			createPathFinder(
				createThreads((message) => error(message)),
				maxUnderWay,
			);
		const waitUntil = (isDone: () => boolean) => {
			const deadline = os.clock() + 10;
			while (!isDone() && os.clock() < deadline) task.wait();
		};

		it("computes a bounded number of paths at once, and all of them", () => {
			const finder = setUp(2);
			const done = new Set<number>();
			let underWay = 0;
			let most = 0;
			for (let index = 0; index < 10; index++) {
				const from = () => {
					underWay += 1;
					most = math.max(most, underWay);
					return FROM();
				};
				finder.find(from, TO, () => {
					underWay -= 1;
					done.add(index);
				});
			}
			waitUntil(() => done.size() === 10);
			expect(most).to.equal(2);
			expect(done.size()).to.equal(10);
		});

		it("says when there is no path, and goes on with the next", () => {
			const finder = setUp(1);
			const found = new Array<boolean>();
			finder.find(FROM, TOO_FAR, (path) => found.push(path !== undefined));
			finder.find(
				() => error("the body is gone"),
				TO,
				(path) => found.push(path !== undefined),
			);
			finder.find(FROM, TOO_FAR, (path) => found.push(path !== undefined));
			waitUntil(() => found.size() === 3);
			expect(found.map(tostring).join(",")).to.equal("false,false,false");
		});

		it("never answers before it has returned, nor after it was cancelled", () => {
			const finder = setUp(1);
			let answers = 0;
			const cancelFirst = finder.find(FROM, TO, () => (answers += 1));
			const cancelSecond = finder.find(FROM, TO, () => (answers += 1));
			expect(answers).to.equal(0);
			cancelFirst();
			cancelSecond();
			let isLastDone = false;
			finder.find(FROM, TO, () => (isLastDone = true));
			waitUntil(() => isLastDone);
			expect(isLastDone).to.equal(true);
			expect(answers).to.equal(0);
		});
	});
};
