import type { HttpPort, HttpResult, Json, Log } from "server/ports";
import type {
	ClientFrame,
	OpenSessionRequest,
	OpenSessionResponse,
	ProtocolVersion,
} from "server/wire/gateway-frames";
import { isOpenSessionResponse, isServerFrame, type RawServerFrame } from "server/wire/gateway-guards";
import { GATEWAY } from "server/constants/letta";
import type { FrameWriter } from "./frame-writer";
import { refusalOf, type Reply } from "./gateway-replies";

const PROTOCOL: ProtocolVersion = 1;

/** What HttpService can do to a body. */
const GZIP = "gzip";

/** How long the gateway may hold an exchange. */
export interface ExchangeTimes {
	/** Seconds until it answers at the latest; 0: it answers at once. */
	readonly waitSeconds: number;
	/** Seconds for which the next sentence of a reply that has begun is no reason to answer. */
	readonly restSeconds: number;
	/** The same for the end of a turn, and for all that nobody waits for. */
	readonly idleSeconds: number;
}

export interface GatewayApi {
	readonly openSession: (onReply: (reply: Reply<OpenSessionResponse>) => void) => void;
	readonly exchange: (
		sessionId: string,
		frame: ClientFrame,
		times: ExchangeTimes,
		onReply: (reply: Reply<RawServerFrame>) => void,
	) => void;
	/** Ends the session: the gateway lets its agents go, and in the mode `session` deletes them. */
	readonly closeSession: (sessionId: string, onOver: () => void) => void;
}

export type SessionIdentity = Omit<OpenSessionRequest, "protocol">;

function timeParameter(name: string, seconds: number): string {
	return seconds > 0 ? `&${name}=${string.format("%.2f", seconds)}` : "";
}

/** The gateway's HTTP API. Every reply is checked here. */
export function createGatewayApi(
	{ http, json, frames, log }: { http: HttpPort; json: Json; frames: Pick<FrameWriter, "frame">; log: Log },
	identity: SessionIdentity,
	/** Beyond the time that the gateway may hold a request open. */
	timeoutSeconds: number,
): GatewayApi {
	let malformed = 0;
	/** As the gateway of the last session said. */
	let readsGzip = false;
	/** Set for good when a compressed body was not understood: something on the way may have spoiled it. */
	let isGzipRefused = false;

	const read = <T>(result: HttpResult, guard: (value: unknown) => value is T): Reply<T> => {
		if (result.kind === "network") {
			const kind = result.unsent === "tooManyAtOnce" ? "crowded" : "unavailable";
			return { kind, message: result.message };
		}
		if (result.kind === "http") return refusalOf(result, json);
		const decoded = json.decode(result.body);
		if (decoded.kind === "ok" && guard(decoded.value)) return { kind: "ok", value: decoded.value };
		malformed += 1;
		log.warn("a reply that is not of the protocol was dropped", { soFar: malformed });
		return { kind: "unavailable", message: "a reply that is not of the protocol" };
	};

	const post = <T>(
		{ path, text, seconds }: { path: string; text: string; seconds: number },
		guard: (value: unknown) => value is T,
		onReply: (reply: Reply<T>) => void,
	) => {
		const isCompressed = readsGzip && text.size() >= GATEWAY.compressFromBytes;
		http.send({ method: "POST", path, body: text, isCompressed, timeoutSeconds: seconds }, (result) => {
			const reply = read(result, guard);
			if (isCompressed && reply.kind === "badRequest") isGzipRefused = true;
			onReply(reply);
		});
	};

	return {
		openSession: (onReply) => {
			const text = json.encode({ protocol: PROTOCOL, ...identity });
			// This gateway may be another than the last one.
			readsGzip = false;
			post({ path: "/v1/sessions", text, seconds: timeoutSeconds }, isOpenSessionResponse, (reply) => {
				const encodings = reply.kind === "ok" ? reply.value.encodings : undefined;
				readsGzip = !isGzipRefused && encodings?.includes(GZIP) === true;
				onReply(reply);
			});
		},
		exchange: (sessionId, frame, { waitSeconds, restSeconds, idleSeconds }, onReply) => {
			const times = `wait=${waitSeconds}${timeParameter("rest", restSeconds)}${timeParameter("idle", idleSeconds)}`;
			const path = `/v1/sessions/${sessionId}/frames?${times}`;
			post(
				{ path, text: frames.frame(frame), seconds: timeoutSeconds + waitSeconds },
				isServerFrame,
				onReply,
			);
		},
		closeSession: (sessionId, onOver) =>
			http.send({ method: "DELETE", path: `/v1/sessions/${sessionId}`, timeoutSeconds }, () => onOver()),
	};
}
