/// <reference types="@rbxts/testez/globals" />
import { replyNames, TownNames } from "server/rules/reply/reply-names";
import { expectSame } from "../../../shared/support/expectations";
import { seededRandom } from "../../../shared/support/random";

const FIRST = ["Mara", "Bram", "Dr. Finch", "Old Ben", "Ida", "The Smith", "Anna Lee", "Lee", "Bo"];
const WORLDS = 200;

/** The longest first; of equal length players before townsfolk, and who came last before who came first. */
function expected(own: ReadonlyArray<string>, town: ReadonlyArray<string>, others: ReadonlyArray<string>) {
	const list = town.filter((text) => !own.includes(text));
	for (const text of others) {
		if (list.includes(text) || own.includes(text)) continue;
		const at = list.findIndex((other) => other.size() <= text.size());
		list.insert(at === -1 ? list.size() : at, text);
	}
	return list;
}

export = () => {
	describe("the names that may stand before a colon", () => {
		it("are the town's and the company's, the longest first", () => {
			const random = seededRandom(11);
			const pick = () => FIRST[math.floor(random.next() * FIRST.size())];
			for (let world = 0; world < WORLDS; world++) {
				const town = new TownNames([pick(), pick(), pick(), pick()]);
				const others = [`Player${world % 7}`, `Zed${world % 3}`, `Kim${world % 5}`, `Kim${world % 2}`];
				const names = replyNames("Mara", others, town);
				const texts = town.forms.map(({ text }) => text);
				expectSame(names.others, expected(names.own, texts, others));
			}
		});

		it("hold none of the NPC's own, and nobody twice", () => {
			const town = new TownNames(["Mara", "Bram Hill", "Bram"]);
			const { own, others } = replyNames("Mara", ["Bram", "Alex", "Alex", "Mara"], town);
			expectSame(own, ["Mara"]);
			expectSame(others, ["Bram Hill", "Alex", "Bram", "Hill"]);
		});
	});
};
