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

		it("are the same after townsfolk have come and gone as if only those who are left had ever been there", () => {
			const random = seededRandom(12);
			const pick = () => FIRST[math.floor(random.next() * FIRST.size())];
			for (let world = 0; world < WORLDS; world++) {
				const town = new TownNames([]);
				const present = new Array<string>();
				for (let step = 0; step < 12; step++) {
					if (present.size() > 0 && random.next() < 0.4) {
						town.remove(present.remove(math.floor(random.next() * present.size()))!);
					} else {
						present.push(pick());
						town.add(present[present.size() - 1]);
					}
				}
				const fresh = new TownNames(present);
				const textsOf = (names: TownNames) => names.forms.map(({ text }) => text).sort();
				expectSame(textsOf(town), textsOf(fresh));
				for (const { folded } of fresh.forms)
					expect(town.isTaken(folded, "mara")).to.equal(fresh.isTaken(folded, "mara"));
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
