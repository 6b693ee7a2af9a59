import { HttpService } from "@rbxts/services";
import { SELF_CHECK } from "server/constants/operations";
import type { Clock, EngineProbe, ProbeAnswer } from "server/ports";
import type { Threads } from "../threads";

export interface HttpProbesDeps {
	readonly clock: Pick<Clock, "now">;
	readonly threads: Threads;
	/** The way to Letta, without a trailing slash. */
	readonly address: string;
	/** A path that answers without a token. */
	readonly path: string;
	readonly token: Secret;
}

interface Reply {
	/** The engine's error; undefined if there was an answer, of whatever status. */
	readonly problem?: string;
	readonly status: number;
	readonly seconds: number;
}

/** Roblox documents `Timeout`; the typings lack it. */
type Options = RequestAsyncRequest & { Timeout?: number };

const answer = (kind: ProbeAnswer["kind"], seen: string): ProbeAnswer => ({ kind, seen });

/** Probes that send requests to the way to Letta. Each first sends a plain one, so that a host that is away is not the engine's fault. */
export function createHttpProbes(deps: HttpProbesDeps): ReadonlyArray<EngineProbe> {
	const { clock, threads, address, path, token } = deps;

	const send = (more: Partial<Options> = {}): Reply => {
		const startedAt = clock.now();
		const request: Options = { Url: address + path, Method: "GET", ...more };
		const [ok, result] = pcall(() => HttpService.RequestAsync(request));
		const seconds = clock.now() - startedAt;
		return ok ? { status: result.StatusCode, seconds } : { problem: tostring(result), status: 0, seconds };
	};

	/** Sends the request beside a plain one, and compares. */
	const compare = (more: Partial<Options>): ProbeAnswer => {
		const plain = send();
		if (plain.problem !== undefined) return answer("unknown", `${address} does not answer: ${plain.problem}`);
		const { problem, status } = send(more);
		return problem === undefined ? answer("yes", `status ${status}`) : answer("no", problem);
	};

	const probe = (question: string, find: () => ProbeAnswer): EngineProbe => ({
		question,
		ask: (onAnswer) => threads.run("self-check", () => onAnswer(find())),
	});

	return [
		probe("May a secret go over plain http?", () =>
			address.sub(1, 7) === "http://"
				? compare({ Headers: { Authorization: token.AddPrefix("Bearer ") } })
				: answer("unknown", "the way to Letta is https"),
		),
		probe(`May a Timeout be ${SELF_CHECK.askedTimeoutSeconds} s?`, () =>
			compare({ Timeout: SELF_CHECK.askedTimeoutSeconds }),
		),
		{
			question: `Are ${SELF_CHECK.requests} requests at once answered?`,
			ask: (onAnswer) => {
				const replies = new Array<Reply>();
				for (let count = 0; count < SELF_CHECK.requests; count++)
					threads.run("self-check", () => {
						replies.push(send());
						if (replies.size() === SELF_CHECK.requests) onAnswer(judgeReplies(replies));
					});
			},
		},
	];
}

function judgeReplies(replies: ReadonlyArray<Reply>): ProbeAnswer {
	const failed = replies.filter(({ problem }) => problem !== undefined);
	let slowest = 0;
	for (const { seconds } of replies) slowest = math.max(slowest, seconds);
	const times = `the slowest after ${string.format("%.1f", slowest)} s`;
	const answered = replies.size() - failed.size();
	if (answered === 0) return answer("unknown", `none was answered: ${failed[0].problem}`);
	if (!failed.isEmpty())
		return answer("no", `${answered} were answered, ${times}; the others: ${failed[0].problem}`);
	return answer(slowest < SELF_CHECK.stallSeconds ? "yes" : "no", `all were answered, ${times}`);
}
