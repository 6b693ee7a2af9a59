import Letta from "@letta-ai/letta-client";
import { isRecord } from "../agents/is-record.ts";
import { LETTA_CLASSES, LETTA_STATUS_WORDS } from "../../wire.ts";

/** What an error of Letta's says. Its server, the billing before it and its streams each write errors in another form. */
export interface LettaProblem {
	/** Letta's own words, which may quote players and keys. */
	readonly text: string;
	/** `PENDING_APPROVAL`, where it says so. */
	readonly code?: string;
	/** `llm_authentication`, …: what went wrong between Letta and the model's provider. */
	readonly type?: string;
	/** `not-enough-credits`, `agents-limit-exceeded`, … */
	readonly reasons: ReadonlyArray<string>;
	/** It is an error in one of Letta's own forms, and no page of a proxy's. */
	readonly isReadable: boolean;
}

/** Why a request to Letta has no answer that can be used. */
export type RequestFailure =
	/** It did not leave this machine. */
	| { readonly kind: "unsent"; readonly message: string }
	/** Nobody knows whether it arrived. */
	| { readonly kind: "lost"; readonly message: string }
	/** Letta, or somebody before it, answered with an error. */
	| { readonly kind: "answered"; readonly status: number; readonly problem: LettaProblem }
	/** A stream ended with an error: Letta has given the turn up. */
	| { readonly kind: "givenUp"; readonly problem: LettaProblem };

/** What Node says of a connection that never came to be. */
const NO_CONNECTION = new Set([
	"ECONNREFUSED",
	"ENOTFOUND",
	"EAI_AGAIN",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"UND_ERR_CONNECT_TIMEOUT",
]);

const textIn = (value: unknown) => (typeof value === "string" ? value : undefined);

function wordsOf(value: unknown): string | undefined {
	return textIn(value) ?? (isRecord(value) ? textIn(value.message) : undefined);
}

function readProblem(body: unknown): LettaProblem {
	if (!isRecord(body)) return { text: textIn(body) ?? "", reasons: [], isReadable: false };
	const { detail, error, reasons: listed } = body;
	const reasons = Array.isArray(listed) ? listed.filter((one): one is string => typeof one === "string") : [];
	const text = wordsOf(detail) ?? wordsOf(body) ?? wordsOf(error) ?? "";
	return {
		text,
		code: isRecord(detail) ? textIn(detail.code) : undefined,
		type: isRecord(error) ? textIn(error.type) : textIn(body.error_type),
		reasons,
		isReadable: text !== "" || reasons.length > 0,
	};
}

function codeOf(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined;
	return textIn((error as { code?: unknown }).code) ?? codeOf(error.cause);
}

/** Reads what the official client, or a stream of it, has thrown. */
export function readFailure(error: unknown): RequestFailure {
	if (error instanceof Letta.APIConnectionError) {
		const code = codeOf(error.cause);
		if (code !== undefined && NO_CONNECTION.has(code))
			return { kind: "unsent", message: `no connection to Letta (${code})` };
		return { kind: "lost", message: `no answer from Letta (${code ?? "the connection broke"})` };
	}
	if (error instanceof Letta.APIError) {
		const problem = readProblem(error.error);
		if (error.status !== undefined) return { kind: "answered", status: error.status, problem };
		if (problem.isReadable) return { kind: "givenUp", problem };
	}
	return { kind: "lost", message: `no answer from Letta (${codeOf(error) ?? "the stream broke"})` };
}

/** Letta passes on that the model's provider failed, or refuses what Letta asks of it. */
export function isProviderFailure({ type }: LettaProblem): boolean {
	return type?.startsWith("llm_") === true;
}

/** Letta's own words for a key that it does not take. */
const KEY_WORDS = /unauthorized|forbidden|not authenticated|api key|token|credential/i;

/** A proxy between may answer 401 or 403 as well, and so may the model's provider, through Letta. */
export function isKeyRefused(status: number, problem: LettaProblem): boolean {
	if (status !== 401 && status !== 403) return false;
	return problem.isReadable && !isProviderFailure(problem) && KEY_WORDS.test(problem.text);
}

/** The agent waits for the result of a tool call, and takes no message before. */
export const isPendingApproval = ({ code }: LettaProblem): boolean => code === "PENDING_APPROVAL";

const CLASSES = LETTA_CLASSES.map(([pattern, words]) => [new RegExp(pattern, "is"), words] as const);

/** Reasons and types are identifiers of Letta's. Anything else there is not passed on. */
const isIdentifier = (text: string) => /^[\w-]{1,60}$/.test(text);

function wordsFor({ text, type, reasons, isReadable }: LettaProblem, status?: number): string {
	if (type !== undefined && isIdentifier(type))
		return `${type.startsWith("llm_") ? "the model's provider" : "Letta"} failed (${type})`;
	if (!isReadable) return "an answer in other words than Letta's (a proxy between?)";
	if (reasons.includes(AGENT_LIMIT))
		return "Letta's plan allows no more agents: delete some, use fewer NPCs, or change the plan";
	const otherwise = status === undefined || status >= 500 ? "Letta failed" : "Letta does not take it";
	const words =
		CLASSES.find(([pattern]) => pattern.test(text))?.[1] ?? LETTA_STATUS_WORDS[status ?? 0] ?? otherwise;
	const known = reasons.filter(isIdentifier);
	return known.length === 0 ? words : `${words} (${known.join(", ")})`;
}

/** A 429 that is no rate limit: the plan allows no more agents, and waiting does not help. */
const AGENT_LIMIT = "agents-limit-exceeded";

/**
 * Says what a failure is about: the status and the kind of error, and nothing of its text. The text may quote the prompt,
 * which holds what players said, a block, or the provider's key.
 */
export function summaryOf(failure: RequestFailure): string {
	if (failure.kind === "answered")
		return `HTTP ${failure.status}: ${wordsFor(failure.problem, failure.status)}`;
	return failure.kind === "givenUp" ? wordsFor(failure.problem) : failure.message;
}
