import type { FastifyInstance, FastifyRequest } from "fastify";
import { isDeeperThan } from "../guard/json-depth.ts";
import { refusal } from "./errors.ts";
import { inflateBody } from "./inflate-body.ts";

/** Reads JSON of a stranger's. Throws an error with the status 400 and with words for the stranger. */
export type JsonReader = (text: string, request: FastifyRequest) => unknown;

/** A deep text is refused before it is parsed. */
export function createJsonReader(app: FastifyInstance, maxDepth: number): JsonReader {
	// An own `__proto__` or `constructor.prototype` is refused, too.
	const parse = app.getDefaultJsonParser("error", "error");
	return (text, request) => {
		if (isDeeperThan(text, maxDepth))
			throw refusal("bad_request", `lists and objects are more than ${maxDepth} deep`);
		let isBroken = false;
		let value: unknown;
		// It calls back at once.
		void parse(request, text, (error, parsed) => {
			isBroken = error !== null;
			value = parsed;
		});
		if (isBroken) throw refusal("bad_request", "this is not JSON");
		return value;
	};
}

/** Takes bodies of JSON, plain or compressed, and no others. */
export function readJsonBodies(app: FastifyInstance, readJson: JsonReader): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser(
		"application/json",
		{ parseAs: "buffer" },
		async (request: FastifyRequest, body: Buffer) => readJson(inflateBody(body, request).toString(), request),
	);
}
