import type { AgentApi } from "./agent-api.ts";
import type { Failed } from "./result.ts";

export type ChosenModel =
	| { readonly kind: "ok"; readonly value: string }
	/** `message` is in our own words and names what is listed. */
	| { readonly kind: "unlisted"; readonly message: string }
	| Failed;

/** Finds the model among those that the back end lists: with any other, every turn would fail. */
export interface ModelChoice {
	/** The listed handle that `wanted` means, or why there is none. */
	readonly choose: (wanted: string) => Promise<ChosenModel>;
	/** Another server may list others. */
	readonly forget: () => void;
}

/** Names in a message; hosted endpoints list hundreds. */
const MAX_NAMED = 12;

/** `host`: who lists them, in a message. */
export function createModelChoice(api: Pick<AgentApi, "listModels">, host: string): ModelChoice {
	const chosen = new Map<string, string>();
	let asking: ReturnType<AgentApi["listModels"]> | undefined;

	/** All agents ask when a connection comes up: they share one request. */
	const list = () => (asking ??= api.listModels().finally(() => (asking = undefined)));

	async function choose(wanted: string): Promise<ChosenModel> {
		const known = chosen.get(wanted);
		if (known !== undefined) return { kind: "ok", value: known };
		const offered = await list();
		if (offered.kind !== "ok") return offered;
		// Ollama lists a model without a tag as its tag `latest`.
		const handle = [wanted, `${wanted}:latest`].find((name) => offered.value.includes(name));
		if (handle === undefined) {
			const names = offered.value.slice(0, MAX_NAMED).join(", ") || "none";
			return {
				kind: "unlisted",
				message: `${host} does not list the model ${wanted}; it lists ${names}`,
			};
		}
		chosen.set(wanted, handle);
		return { kind: "ok", value: handle };
	}

	return { choose, forget: () => chosen.clear() };
}
