/// <reference types="@rbxts/testez/globals" />
import { nameAtStart, type OtherNames, replyNames, TownNames } from "server/rules/reply/reply-names";
import { fold } from "server/rules/text/words";
import { expectSame } from "../../../shared/support/expectations";
import { type SeededRandom, seededRandom } from "../../../shared/support/random";

const NAMES = "Mara|MARA|Bram|Dr. Finch|Old Ben|Ida|The Smith|Anna Lee|Lee|Bo|Éva|Eva Lee|snow_fox|Bo_1|...";
const FIRST = NAMES.split("|");
/** Whom the sentences begin with. */
const STARTS = [
	...FIRST,
	"Dr Finch",
	"Finch",
	"finch",
	"Ben",
	"Smith",
	"Eva",
	"bram",
	"eva",
	"Anna",
	"Zed",
	"Mar",
];
const ENDS = ["", ": hello", "'s reply: hm", "s", "ă", " Lee: hi", "_1 x"];
const WORLDS = 200;

/** The forms of a name, as one reads them: slowly, and one name at a time. */
function formsOf(name: string): ReadonlyArray<string> {
	return STARTS.filter((text) => new TownNames([name]).has(text));
}

/** What the names come to if all of them are gone through, the longest first. */
class AllNames {
	private readonly texts: ReadonlyArray<string>;

	constructor(own: ReadonlyArray<string>, names: ReadonlyArray<string>) {
		const folded = new Set(own.map(fold));
		const forms = names.reduce((all, name) => [...all, ...formsOf(name)], new Array<string>());
		this.texts = forms
			.filter((text) => !folded.has(fold(text)))
			.sort((a, b) => (a.size() === b.size() ? a < b : a.size() > b.size()));
	}

	public atStart(text: string): string | undefined {
		return nameAtStart(text, this.texts);
	}

	public has(text: string): boolean {
		return this.texts.includes(text);
	}

	public hasFolded(folded: string): boolean {
		return this.texts.some((text) => fold(text) === folded);
	}
}

/** Everything that the gate asks of names, as lines. */
function answers(names: Pick<OtherNames, "atStart" | "has" | "hasFolded">): ReadonlyArray<string> {
	const lines = new Array<string>();
	for (const start of STARTS) {
		lines.push(`${start}: ${names.has(start)}, folded: ${names.hasFolded(fold(start))}`);
		for (const finish of ENDS) lines.push(`${start}${finish} begins with ${names.atStart(start + finish)}`);
	}
	return lines;
}

const pickFrom = (random: SeededRandom) => FIRST[math.floor(random.next() * FIRST.size())];

export = () => {
	describe("the names that may stand before a colon", () => {
		it("are found as if all of the town's and the company's were gone through, the longest first", () => {
			const random = seededRandom(11);
			for (let world = 0; world < WORLDS; world++) {
				const townsfolk = [1, 2, 3, 4].map(() => pickFrom(random));
				const others = [pickFrom(random), "Zed", "Mara"];
				const { own, others: found } = replyNames("Mara", others, new TownNames(townsfolk));
				const all = new AllNames(own, [...townsfolk, ...others.filter((name) => fold(name) !== "mara")]);
				const [mine, theirs] = [answers(found), answers(all)];
				expectSame(
					mine.filter((line) => !theirs.includes(line)),
					[],
				);
				expectSame(
					theirs.filter((line) => !mine.includes(line)),
					[],
				);
			}
		});

		it("are the same after townsfolk have come and gone as if only those who are left had ever been there", () => {
			const random = seededRandom(12);
			for (let world = 0; world < WORLDS; world++) {
				const town = new TownNames([]);
				const present = new Array<string>();
				for (let step = 0; step < 12; step++) {
					if (present.size() > 0 && random.next() < 0.4) {
						town.remove(present.remove(math.floor(random.next() * present.size()))!);
					} else {
						present.push(pickFrom(random));
						town.add(present[present.size() - 1]);
					}
				}
				const fresh = new TownNames(present);
				const namesIn = (names: TownNames) => replyNames("Mara", [], names);
				expectSame(answers(namesIn(town).others), answers(namesIn(fresh).others));
				expectSame(namesIn(town).own, namesIn(fresh).own);
				expectSame(namesIn(town).others.likeCode(), namesIn(fresh).others.likeCode());
				for (const start of STARTS)
					expect(town.isTaken(fold(start), "mara")).to.equal(fresh.isTaken(fold(start), "mara"));
			}
		});

		it("hold none of the NPC's own", () => {
			const town = new TownNames(["Mara", "Bram Hill", "Bram"]);
			const { own, others } = replyNames("Mara", ["Bram", "Alex", "Alex", "Mara"], town);
			expectSame(own, ["Mara"]);
			expect(others.atStart("Mara: hello")).to.equal(undefined);
			expect(others.has("Mara")).to.equal(false);
			expect(others.hasFolded("mara")).to.equal(false);
			expect(others.atStart("Bram Hill: hello")).to.equal("Bram Hill");
			expect(others.atStart("ALEX: hello")).to.equal("ALEX");
		});

		it("are known apart where they look like code, the longest first", () => {
			const town = new TownNames(["Bo_1", "Mara_the_baker", "Ida"]);
			expectSame(replyNames("Ida", ["snow_fox_99", "Zed"], town).others.likeCode(), [
				"Mara_the_baker",
				"snow_fox_99",
				"Bo_1",
			]);
		});
	});
};
