import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Moment } from "./moments.ts";

export type FarSideMessage =
	| { readonly kind: "ready"; readonly baseUrl: string }
	| { readonly kind: "moment"; readonly moment: Moment; readonly tale: number; readonly at: number }
	| { readonly kind: "failed"; readonly problem: string };

export interface FarSideOptions {
	readonly token: string;
	readonly wordsPerSecond: number;
	readonly sentences: number;
	readonly onMoment: (tale: number, moment: Moment, at: number) => void;
	readonly onFailed: (problem: string) => void;
}

export interface FarSide {
	readonly baseUrl: string;
	readonly stop: () => Promise<void>;
}

/** Starts model, App Server and gateway in another process. Rejects if it ends before it is ready. */
export function startFarSide(options: FarSideOptions): Promise<FarSide> {
	const { token, wordsPerSecond, sentences, onMoment, onFailed } = options;
	const child = fork(
		join(import.meta.dirname, "far-side.ts"),
		[token, String(wordsPerSecond), String(sentences)],
		{ execArgv: ["--import", "tsx"] },
	);
	const ended = once(child, "exit");
	return new Promise((resolve, reject) => {
		void ended.then(() => reject(new Error("the far side of the chain has ended")));
		child.on("message", (message: FarSideMessage) => {
			if (message.kind === "moment") return onMoment(message.tale, message.moment, message.at);
			if (message.kind === "failed") return onFailed(message.problem);
			const stop = async () => {
				if (child.connected) child.disconnect();
				await ended;
			};
			return resolve({ baseUrl: message.baseUrl, stop });
		});
	});
}
