import type { HttpPort, HttpResult, Json, Log } from "server/ports";
import type {
	ClientFrame,
	OpenSessionRequest,
	OpenSessionResponse,
	ProtocolVersion,
} from "server/wire/gateway-frames";
import {
	isGatewayErrorBody,
	isOpenSessionResponse,
	isServerFrame,
	type RawServerFrame,
} from "server/wire/gateway-guards";

const PROTOCOL: ProtocolVersion = 1;

/** Why a request came to nothing, by what the caller can do about it. */
export type Refusal =
	/** Try again later: no answer, busy, shutting down, or an answer that could not be read. */
	| { readonly kind: "unavailable"; readonly message: string; readonly retryAfterSeconds?: number }
	/** The gateway has restarted or let the session go. */
	| { readonly kind: "unknownSession"; readonly message: string }
	/** Too many ops in one frame. */
	| { readonly kind: "tooLarge"; readonly message: string }
	/** The gateway does not understand the frame, and will not next time. */
	| { readonly kind: "badRequest"; readonly message: string }
	/** No use in trying again before the operator has changed something. */
	| { readonly kind: "denied"; readonly message: string };

export type Reply<T> = { readonly kind: "ok"; readonly value: T } | Refusal;

export interface GatewayApi {
	readonly openSession: (onReply: (reply: Reply<OpenSessionResponse>) => void) => void;
	/** `waitSeconds` 0 is answered at once. */
	readonly exchange: (
		sessionId: string,
		frame: ClientFrame,
		waitSeconds: number,
		onReply: (reply: Reply<RawServerFrame>) => void,
	) => void;
	/** Ends the session: the gateway lets its agents go, and in the mode `session` deletes them. */
	readonly closeSession: (sessionId: string, onOver: () => void) => void;
}

export type SessionIdentity = Omit<OpenSessionRequest, "protocol">;

/** The gateway's HTTP API, each reply checked before anybody sees it. */
export function createGatewayApi(
	deps: { http: HttpPort; json: Json; log: Log },
	identity: SessionIdentity,
	/** Beyond the time that the gateway may hold a request open. */
	timeoutSeconds: number,
): GatewayApi {
	const { http, json, log } = deps;
	let malformed = 0;

	const refusal = (status: number, body: string, retryAfterSeconds?: number): Refusal => {
		const decoded = json.decode(body);
		const reason =
			decoded.kind === "ok" && isGatewayErrorBody(decoded.value) ? decoded.value.message : "no reason given";
		const message = `HTTP ${status}: ${reason}`;
		if (status === 401 || status === 403)
			return {
				kind: "denied",
				message: `${message}. Does the secret named by LettaConfig.SecretName hold its token?`,
			};
		if (status === 426)
			return { kind: "denied", message: `${message}. Place and gateway are of different versions` };
		if (status === 404) return { kind: "unknownSession", message };
		if (status === 413) return { kind: "tooLarge", message };
		if (status === 400 || status === 422) return { kind: "badRequest", message };
		return { kind: "unavailable", message, retryAfterSeconds };
	};

	const read = <T>(result: HttpResult, guard: (value: unknown) => value is T): Reply<T> => {
		if (result.kind === "network") return { kind: "unavailable", message: result.message };
		if (result.kind === "http") return refusal(result.status, result.body, result.retryAfterSeconds);
		const decoded = json.decode(result.body);
		if (decoded.kind === "ok" && guard(decoded.value)) return { kind: "ok", value: decoded.value };
		malformed += 1;
		log.warn("a reply that is not of the protocol was dropped", { soFar: malformed });
		return { kind: "unavailable", message: "a reply that is not of the protocol" };
	};

	const post = <T>(
		path: string,
		body: unknown,
		seconds: number,
		guard: (value: unknown) => value is T,
		onReply: (reply: Reply<T>) => void,
	) => {
		http.send({ method: "POST", path, body: json.encode(body), timeoutSeconds: seconds }, (result) =>
			onReply(read(result, guard)),
		);
	};

	return {
		openSession: (onReply) =>
			post(
				"/v1/sessions",
				{ protocol: PROTOCOL, ...identity },
				timeoutSeconds,
				isOpenSessionResponse,
				onReply,
			),
		exchange: (sessionId, frame, waitSeconds, onReply) => {
			const path = `/v1/sessions/${sessionId}/frames?wait=${waitSeconds}`;
			post(path, frame, timeoutSeconds + waitSeconds, isServerFrame, onReply);
		},
		closeSession: (sessionId, onOver) =>
			http.send({ method: "DELETE", path: `/v1/sessions/${sessionId}`, timeoutSeconds }, () => onOver()),
	};
}
