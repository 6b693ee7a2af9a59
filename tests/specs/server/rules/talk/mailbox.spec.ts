/// <reference types="@rbxts/testez/globals" />
import { type Mail, Mailbox } from "server/rules/talk/mailbox";

const OPTIONS = { maxLines: 3, maxLineAgeSeconds: 60, maxWaitSeconds: 30 };

function mailboxWith(...texts: ReadonlyArray<string>): Mailbox {
	const mailbox = new Mailbox(OPTIONS);
	for (const text of texts) say(mailbox, text);
	return mailbox;
}

function say(mailbox: Mailbox, text: string, at = 0, wakes = true): void {
	mailbox.push({ speaker: "Alex", text, at, wakes });
}

function describeMail(mail: Mail | undefined): string {
	if (mail === undefined) return "nothing";
	return `${mail.lines.map(({ text }) => text).join(" ")} (${mail.earlier})`;
}

export = () => {
	describe("a mailbox", () => {
		it("gives what was heard, in order", () => {
			expect(describeMail(mailboxWith("one", "two").takeNext(0))).to.equal("one two (0)");
		});
		it("gives nothing while a turn is in flight, and joins what comes meanwhile into the next", () => {
			const mailbox = mailboxWith("one");
			mailbox.takeNext(0);
			expect(mailbox.isBusy()).to.equal(true);
			say(mailbox, "two");
			say(mailbox, "three");
			expect(describeMail(mailbox.takeNext(1))).to.equal("nothing");
			mailbox.done();
			expect(mailbox.isBusy()).to.equal(false);
			expect(describeMail(mailbox.takeNext(2))).to.equal("two three (0)");
			mailbox.done();
			expect(describeMail(mailbox.takeNext(3))).to.equal("nothing");
		});
		it("does not ask for a turn because of what is only overheard, but tells it in the next", () => {
			const mailbox = new Mailbox(OPTIONS);
			say(mailbox, "aside", 0, false);
			expect(describeMail(mailbox.takeNext(0))).to.equal("nothing");
			say(mailbox, "Mara?");
			expect(describeMail(mailbox.takeNext(0))).to.equal("aside Mara? (0)");
		});
		it("can be asked for a turn about no line", () => {
			const mailbox = new Mailbox(OPTIONS);
			mailbox.wake();
			expect(describeMail(mailbox.takeNext(0))).to.equal(" (0)");
		});
		it("counts the oldest lines that are too many, so that none is lost silently", () => {
			expect(describeMail(mailboxWith("a", "b", "c", "d", "e").takeNext(0))).to.equal("c d e (2)");
		});
		it("counts what was only overheard rather than what asks for an answer", () => {
			const mailbox = mailboxWith("question");
			for (const text of ["aside 1", "aside 2", "aside 3"]) say(mailbox, text, 0, false);
			expect(describeMail(mailbox.takeNext(0))).to.equal("question aside 2 aside 3 (1)");
		});
		it("counts lines that are too old", () => {
			const mailbox = new Mailbox(OPTIONS);
			say(mailbox, "old", 0, false);
			say(mailbox, "new", 50);
			expect(describeMail(mailbox.takeNext(61))).to.equal("new (1)");
		});
		it("takes the lines back of a turn that never arrived, before those heard since, and asks again", () => {
			const mailbox = mailboxWith("a", "b");
			mailbox.takeNext(0);
			say(mailbox, "c", 1, false);
			mailbox.giveBack();
			expect(describeMail(mailbox.takeNext(2))).to.equal("a b c (0)");
			say(mailbox, "d", 3);
			mailbox.giveBack();
			expect(describeMail(mailbox.takeNext(4))).to.equal("a b d (1)");
		});
		it("does not answer what waited too long for a mind out of reach, but tells it with what is said next", () => {
			const mailbox = new Mailbox(OPTIONS);
			say(mailbox, "help me", 0);
			mailbox.expireWaiting(31);
			expect(describeMail(mailbox.takeNext(31))).to.equal("nothing");
			say(mailbox, "are you back?", 35);
			mailbox.expireWaiting(40);
			expect(describeMail(mailbox.takeNext(40))).to.equal("help me are you back? (0)");
		});
		it("lets a player's line go before what NPCs said: that is only overheard then", () => {
			const mailbox = new Mailbox(OPTIONS);
			mailbox.push({ speaker: "Bram", text: "Mara, look", at: 0, wakes: true, from: "npc" });
			mailbox.wake();
			mailbox.yieldToPlayers();
			expect(describeMail(mailbox.takeNext(1))).to.equal("nothing");
			say(mailbox, "hello");
			mailbox.yieldToPlayers();
			expect(describeMail(mailbox.takeNext(1))).to.equal("Mara, look hello (0)");
		});
		it("takes nothing back when no turn is in flight", () => {
			const mailbox = mailboxWith("a");
			mailbox.takeNext(0);
			mailbox.done();
			mailbox.giveBack();
			expect(describeMail(mailbox.takeNext(1))).to.equal("nothing");
		});
		it("does not grow while nobody takes from it", () => {
			const mailbox = new Mailbox(OPTIONS);
			for (let index = 0; index < 500; index++) say(mailbox, `${index}`);
			const mail = mailbox.takeNext(0);
			expect(mail?.lines.size()).to.equal(3);
			expect(mail?.earlier).to.equal(497);
		});
	});
};
