import { createHash, timingSafeEqual } from "node:crypto";

function digest(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}

/**
 * Whether an `Authorization` header carries the token. It compares digests, in constant time, so that response times tell
 * nothing about the token or its length.
 */
export function createTokenCheck(token: string): (header: string | undefined) => boolean {
	const expected = digest(token);
	return (header) => {
		const presented = /^Bearer (.+)$/i.exec(header ?? "")?.[1];
		return presented !== undefined && timingSafeEqual(digest(presented), expected);
	};
}
