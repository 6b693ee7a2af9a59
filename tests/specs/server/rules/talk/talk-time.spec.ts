/// <reference types="@rbxts/testez/globals" />
import { TalkTime } from "server/rules/talk/talk-time";

const OPTIONS = { maxTalkSeconds: 600, talkGapSeconds: 120, talkRestSeconds: 60 };

/** A line every so often until `until`; the phases other than "free", with their times. */
function phases(times: ReadonlyArray<number>): string {
	const talk = new TalkTime(OPTIONS);
	const told = new Array<string>();
	for (const now of times) {
		const phase = talk.line("player:1", now);
		if (phase !== "free") told.push(`${phase} at ${now}`);
	}
	return told.join(", ");
}

function every(seconds: number, from: number, to: number): ReadonlyArray<number> {
	const times = new Array<number>();
	for (let now = from; now <= to; now += seconds) times.push(now);
	return times;
}

export = () => {
	it("winds a conversation up once it has lasted long enough, and rests then", () => {
		expect(phases(every(20, 0, 650))).to.equal("windUp at 600, resting at 620, resting at 640");
	});
	it("begins anew after the rest", () => {
		expect(phases([...every(20, 0, 600), 661, 680])).to.equal("windUp at 600");
	});
	it("takes a long pause for the end of a conversation", () => {
		expect(phases([...every(20, 0, 500), ...every(20, 621, 1200)])).to.equal("");
	});
	it("counts each player alone, and forgets one who has left", () => {
		const talk = new TalkTime(OPTIONS);
		for (const now of every(20, 0, 580)) talk.line("player:1", now);
		expect(talk.line("player:2", 600)).to.equal("free");
		talk.forget("player:1");
		expect(talk.line("player:1", 600)).to.equal("free");
	});
};
