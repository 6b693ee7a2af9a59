/// <reference types="@rbxts/testez/globals" />
import { parseHttpDate, parseRetryAfter } from "server/net/retry-after";

export = () => {
	describe("Retry-After", () => {
		it("is read in seconds", () => {
			expect(parseRetryAfter("7", 0)).to.equal(7);
			expect(parseRetryAfter(" 2.5 ", 0)).to.equal(2.5);
		});

		it("is read as a date", () => {
			expect(parseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", 784111770)).to.equal(7);
		});

		it("asks for no wait if its date is past", () => {
			expect(parseRetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", 784111780)).to.equal(0);
		});

		it("is ignored if it cannot be read", () => {
			for (const text of ["", "soon", "-3", "Sun, 06 Foo 1994 08:49:37 GMT", "06 Nov 1994"])
				expect(parseRetryAfter(text, 0)).never.to.be.ok();
		});
	});

	describe("a date of HTTP", () => {
		it("counts leap days and centuries", () => {
			expect(parseHttpDate("Thu, 01 Jan 1970 00:00:00 GMT")).to.equal(0);
			expect(parseHttpDate("Tue, 29 Feb 2000 12:00:00 GMT")).to.equal(951825600);
			expect(parseHttpDate("Sun, 01 Mar 2026 00:00:01 GMT")).to.equal(1772323201);
			expect(parseHttpDate("Fri, 31 Dec 2027 23:59:59 GMT")).to.equal(1830297599);
		});
	});
};
