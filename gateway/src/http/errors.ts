import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from "fastify";
import type { GatewayErrorBody } from "../wire.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { TEXT_PATTERN } from "./op-schemas.ts";

const STATUS: Readonly<Record<GatewayErrorBody["error"], number>> = {
	bad_request: 400,
	unauthorized: 401,
	forbidden: 403,
	unknown_session: 404,
	too_large: 413,
	unsupported_protocol: 426,
	rate_limited: 429,
	shutting_down: 503,
};

/** Sends one of the protocol's errors. */
export function sendError(
	reply: FastifyReply,
	error: GatewayErrorBody["error"],
	message: string,
): FastifyReply {
	const body: GatewayErrorBody = { error, message };
	return reply.code(STATUS[error]).send(body);
}

/** As `sendError`, and says how long to wait. */
export function sendRetry(
	reply: FastifyReply,
	error: "rate_limited" | "shutting_down",
	message: string,
	afterSeconds: number,
): FastifyReply {
	void reply.header("retry-after", Math.max(1, Math.ceil(afterSeconds)));
	return sendError(reply, error, message);
}

/** What has come cannot be kept now; the game repeats it. */
export function sendStoreAway(reply: FastifyReply): FastifyReply {
	return sendRetry(reply, "shutting_down", "the gateways' common store is away", 1);
}

/** An error to throw while a request is read, with words for the stranger. */
export function refusal(error: "bad_request" | "too_large", message: string): Error {
	return Object.assign(new Error(message), { statusCode: STATUS[error] });
}

/** The field and what is wrong with it: `spec.npcId: must match pattern …`. */
export function problemOf(problem: FastifySchemaValidationError | undefined): string | undefined {
	if (problem === undefined) return undefined;
	const { instancePath, params, message = "is not valid" } = problem;
	const property = params.missingProperty ?? params.propertyName;
	const path = typeof property === "string" ? `${instancePath}/${property}` : instancePath;
	const words = params.pattern === TEXT_PATTERN ? "holds a NUL or half of a character" : message;
	return `${path.replace(/^\//, "").replaceAll("/", ".") || "body"}: ${words}`;
}

/** Turns whatever goes wrong in a request into one of the protocol's errors. Nothing of a fault of ours goes outward. */
export function createErrorHandler(metrics: Metrics) {
	return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
		const status = error.statusCode ?? 500;
		if (status >= 500) {
			request.log.error({ err: error, url: request.url }, "request failed");
			void reply.code(500).send({ error: "internal", message: "the gateway failed; see its log" });
			return;
		}
		metrics.dropped(status === 413 ? "tooLarge" : "malformed");
		if (status === 413) sendError(reply, "too_large", "the body is larger than the gateway takes");
		else sendError(reply, "bad_request", problemOf(error.validation?.[0]) ?? error.message);
	};
}

type BrokenRequest = GatewayErrorBody & { readonly status: string };

const NOT_HTTP: BrokenRequest = {
	status: "400 Bad Request",
	error: "bad_request",
	message: "this is not HTTP",
};

const BROKEN: Readonly<Record<string, BrokenRequest>> = {
	ERR_HTTP_REQUEST_TIMEOUT: {
		status: "408 Request Timeout",
		error: "bad_request",
		message: "the request did not arrive in time",
	},
	HPE_HEADER_OVERFLOW: {
		status: "431 Request Header Fields Too Large",
		error: "too_large",
		message: "the headers are larger than the gateway takes",
	},
};

/** Answers bytes that Node cannot read as a request, in the protocol's form. The answer quotes none of them. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
	if (error.code === "ECONNRESET" || !socket.writable) {
		socket.destroy();
		return;
	}
	const { status, ...body } = BROKEN[error.code ?? ""] ?? NOT_HTTP;
	const text = JSON.stringify(body);
	const head = [
		`HTTP/1.1 ${status}`,
		"content-type: application/json",
		`content-length: ${Buffer.byteLength(text)}`,
		"connection: close",
	];
	socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}

/** An address that cannot be decoded. It is not repeated: it may hold anything. */
export function answerBadAddress(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
	sendError(reply, "bad_request", "the address is malformed");
}
