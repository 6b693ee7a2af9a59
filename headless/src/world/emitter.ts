/** Listeners by event name; `Events` maps a name to the value that its listeners get. */
export interface Emitter<Events> {
	/** Calls `listener` for every event from now on, until the returned function is called. */
	readonly on: <Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void) => () => void;
	readonly emit: <Name extends keyof Events>(name: Name, event: Events[Name]) => void;
}

export function createEmitter<Events>(): Emitter<Events> {
	const listeners = new Map<keyof Events, Set<(event: never) => void>>();
	return {
		on: (name, listener) => {
			const own = listeners.get(name) ?? new Set();
			listeners.set(name, own.add(listener));
			return () => void own.delete(listener);
		},
		emit: (name, event) => {
			for (const listener of [...(listeners.get(name) ?? [])]) (listener as (e: typeof event) => void)(event);
		},
	};
}
