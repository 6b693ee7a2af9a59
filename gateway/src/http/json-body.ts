import type { FastifyInstance } from "fastify";
import { isDeeperThan } from "../guard/json-depth.ts";

/** Takes bodies of JSON and no others, and refuses a deep one before it is parsed. */
export function readJsonBodies(app: FastifyInstance, maxDepth: number): void {
	// An own `__proto__` or `constructor.prototype` is refused, too.
	const parse = app.getDefaultJsonParser("error", "error");
	app.removeAllContentTypeParsers();
	app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
		if (isDeeperThan(body as string, maxDepth)) {
			const error = new Error(`the body: lists and objects are more than ${maxDepth} deep`);
			done(Object.assign(error, { statusCode: 400 }));
			return;
		}
		void parse(request, body as string, done);
	});
}
