import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from "fastify";
import type { GatewayErrorBody } from "../wire.ts";
import type { DropReason, Metrics } from "../telemetry/metrics.ts";
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

/** What a stranger calls a field may be as long as a body. */
const MAX_PROBLEM_CHARS = 200;

/** The field and what is wrong with it: `spec.npcId: must match pattern …`. */
export function problemOf(problem: FastifySchemaValidationError | undefined): string | undefined {
	if (problem === undefined) return undefined;
	const { instancePath, params, message = "is not valid" } = problem;
	const property = params.missingProperty ?? params.propertyName;
	const path = typeof property === "string" ? `${instancePath}/${property}` : instancePath;
	const words = params.pattern === TEXT_PATTERN ? "holds a NUL or half of a character" : message;
	return `${path.slice(0, MAX_PROBLEM_CHARS).replace(/^\//, "").replaceAll("/", ".") || "body"}: ${words}`;
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
		// Who hung up before the body's end gets no answer. Where the gateway hung up, it has counted that.
		if (error.code === "ECONNRESET") return void reply.hijack();
		metrics.dropped(status === 413 ? "tooLarge" : "malformed");
		if (status === 413) sendError(reply, "too_large", "the body is larger than the gateway takes");
		else {
			const problem = problemOf(error.validation?.[0]) ?? error.message;
			sendError(reply, "bad_request", problem.slice(0, 2 * MAX_PROBLEM_CHARS));
		}
	};
}

type BrokenRequest = GatewayErrorBody & { readonly status: string; readonly reason: DropReason };

const NOT_HTTP: BrokenRequest = {
	status: "400 Bad Request",
	reason: "malformed",
	error: "bad_request",
	message: "this is not HTTP",
};

const BROKEN: Readonly<Record<string, BrokenRequest>> = {
	ERR_HTTP_REQUEST_TIMEOUT: {
		status: "408 Request Timeout",
		reason: "slow",
		error: "bad_request",
		message: "the request did not arrive in time",
	},
	HPE_HEADER_OVERFLOW: {
		status: "431 Request Header Fields Too Large",
		reason: "tooLarge",
		error: "too_large",
		message: "the headers are larger than the gateway takes",
	},
};

/** Answers bytes that Node cannot read as a request, in the protocol's form. The answer quotes none of them. */
export const createBrokenRequestHandler =
	(metrics: Metrics) =>
	(error: NodeJS.ErrnoException, socket: Socket): void => {
		if (error.code === "ECONNRESET" || !socket.writable) {
			socket.destroy();
			return;
		}
		const broken = BROKEN[error.code ?? ""] ?? NOT_HTTP;
		metrics.dropped(broken.reason);
		answerRaw(socket, broken);
	};

/** Answers on a connection that carries no request that Node could read, and ends it. */
function answerRaw(socket: Socket, { status, error, message }: Omit<BrokenRequest, "reason">): void {
	const body: GatewayErrorBody = { error, message };
	const text = JSON.stringify(body);
	const head = [
		`HTTP/1.1 ${status}`,
		"content-type: application/json",
		`content-length: ${Buffer.byteLength(text)}`,
		"connection: close",
	];
	socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}

/** Refuses to upgrade a connection whose request is no handshake of a WebSocket. */
export function answerNoHandshake(socket: Socket): void {
	const message = "this is no handshake of a WebSocket";
	answerRaw(socket, { status: "400 Bad Request", error: "bad_request", message });
}

/** An address that cannot be decoded. It is not repeated: it may hold anything. */
export const createBadAddressHandler =
	(metrics: Metrics) =>
	(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void => {
		metrics.dropped("malformed");
		sendError(reply, "bad_request", "the address is malformed");
	};
