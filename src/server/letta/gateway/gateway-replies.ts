import type { HttpResult, Json } from "server/ports";
import { isGatewayErrorBody } from "server/wire/gateway-guards";

/** Why a request failed, by what the caller can do about it. */
export type Refusal =
	/** Try again later: no answer, busy, shutting down, or an answer that cannot be read. */
	| { readonly kind: "unavailable"; readonly message: string; readonly retryAfterSeconds?: number }
	/** It never left, because the engine has too many requests under way. */
	| { readonly kind: "crowded"; readonly message: string }
	/** The gateway has restarted or let the session go. */
	| { readonly kind: "unknownSession"; readonly message: string }
	/** Too many ops in one frame. */
	| { readonly kind: "tooLarge"; readonly message: string }
	/** The gateway does not understand the frame, and will not understand it next time. */
	| { readonly kind: "badRequest"; readonly message: string }
	/** Only the operator can put it right. */
	| { readonly kind: "denied"; readonly message: string };

export type Reply<T> = { readonly kind: "ok"; readonly value: T } | Refusal;

type HttpFailure = Extract<HttpResult, { kind: "http" }>;

const WRONG_TOKEN = "Does the secret named by LettaConfig.SecretName hold its token?";
const WRONG_PLACE =
	"The token is right. Use a key for this place (on the gateway's machine: npm run keys -- make <name> --place <id>)." +
	" An unpublished place, and the town in the terminal, is place 0";

/** What the gateway's error means for this server. */
export function refusalOf({ status, body, retryAfterSeconds }: HttpFailure, json: Json): Refusal {
	const decoded = json.decode(body);
	const own = decoded.kind === "ok" && isGatewayErrorBody(decoded.value) ? decoded.value : undefined;
	const message = `HTTP ${status}: ${own?.message ?? "no reason given"}`;
	// Only the gateway's own words count: a proxy between answers 401, 403 and 404 as well.
	if (own === undefined && (status === 401 || status === 403 || status === 404 || status === 426))
		return {
			kind: "unavailable",
			message: `${message}; this is not the gateway's answer`,
			retryAfterSeconds,
		};
	const help = status === 401 ? WRONG_TOKEN : status === 403 ? WRONG_PLACE : undefined;
	if (help !== undefined) return { kind: "denied", message: `${message}. ${help}` };
	if (status === 426)
		return { kind: "denied", message: `${message}. Place and gateway are of different versions` };
	if (status === 404) return { kind: "unknownSession", message };
	if (status === 413) return { kind: "tooLarge", message };
	if (status === 400 || status === 422) return { kind: "badRequest", message };
	return { kind: "unavailable", message, retryAfterSeconds };
}
