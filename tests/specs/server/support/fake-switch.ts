import type { Switch } from "server/ports";

export interface FakeSwitch extends Switch {
	readonly set: (isOn: boolean) => void;
	readonly listenerCount: () => number;
}

export function createFakeSwitch(): FakeSwitch {
	let on = true;
	const listeners = new Set<(isOn: boolean) => void>();
	return {
		isOn: () => on,
		listenerCount: () => listeners.size(),
		onChanged: (callback) => {
			listeners.add(callback);
			return () => {
				listeners.delete(callback);
			};
		},
		set: (isOn) => {
			on = isOn;
			for (const listener of listeners) listener(isOn);
		},
	};
}
