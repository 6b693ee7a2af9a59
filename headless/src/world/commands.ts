import type { Command, CommandBody, CommandResult } from "../host/protocol.ts";

/** Commands that the engine has not received or not answered yet. */
export interface CommandQueue {
	/** Resolves with the engine's answer; rejects with its error. */
	readonly add: (body: CommandBody) => Promise<unknown>;
	/** Removes and returns the commands for the next frame. */
	readonly take: () => Command[];
	readonly settle: (results: ReadonlyArray<CommandResult>) => void;
	/** Rejects every command without an answer. */
	readonly failAll: (error: Error) => void;
}

interface Waiting {
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
}

export function createCommandQueue(): CommandQueue {
	const waiting = new Map<number, Waiting>();
	let queued: Command[] = [];
	let lastId = 0;
	return {
		add: (body) =>
			new Promise((resolve, reject) => {
				const id = ++lastId;
				queued.push({ id, ...body });
				waiting.set(id, { resolve, reject });
			}),
		take: () => {
			const taken = queued;
			queued = [];
			return taken;
		},
		settle: (results) => {
			for (const result of results) {
				const command = waiting.get(result.id);
				waiting.delete(result.id);
				if (result.ok) command?.resolve(result.value);
				else command?.reject(new Error(result.error));
			}
		},
		failAll: (error) => {
			queued = [];
			for (const { reject } of waiting.values()) reject(error);
			waiting.clear();
		},
	};
}
