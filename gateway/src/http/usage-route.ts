import { Type, type FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { dayOf, type UsageBook } from "../usage/usage-book.ts";
import { keyOf } from "./authenticate.ts";
import { refusal } from "./errors.ts";

const day = Type.Optional(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }));
const querystring = Type.Object({ from: day, to: day });

/** Without a wish: this month. */
const firstOfMonth = (today: string) => `${today.slice(0, 8)}01`;

const isDay = (text: string) => {
	const time = Date.parse(text);
	return Number.isFinite(time) && dayOf(time) === text;
};

/** What the key that asks has used, day by day, for a bill. */
export function usageRoute({ usage }: { readonly usage: UsageBook }): FastifyPluginAsyncTypebox {
	return async (app) => {
		app.get("/v1/usage", { schema: { querystring } }, async (request) => {
			const { id, name, quotas } = keyOf(request);
			const { from = firstOfMonth(usage.today()), to = usage.today() } = request.query;
			if (!isDay(from) || !isDay(to)) throw refusal("bad_request", "from, to: there is no such day");
			const days = usage.days(id, from, to);
			const sum = (field: "sessions" | "turns" | "promptTokens" | "completionTokens") =>
				days.reduce((total, one) => total + one[field], 0);
			return {
				key: { id, name },
				quotas,
				from,
				to,
				total: {
					sessions: sum("sessions"),
					turns: sum("turns"),
					promptTokens: sum("promptTokens"),
					completionTokens: sum("completionTokens"),
				},
				days,
			};
		});
	};
}
