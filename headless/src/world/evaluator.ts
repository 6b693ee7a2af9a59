import type { EngineHost } from "../host/engine-host.ts";
import type { PeerName } from "../host/protocol.ts";
import type { FrameLoop } from "./frame-loop.ts";
import type { Perform } from "./world.ts";

/** Runs pieces of Luau in a peer's environment. */
export function createEvaluator(host: EngineHost, loop: FrameLoop, perform: Perform) {
	let count = 0;
	return async (peer: PeerName, luau: string): Promise<unknown> => {
		loop.assertUsable();
		const key = `evaluate#${++count}`;
		await host.registerScript({ key, chunkName: "evaluate", source: luau });
		try {
			return await perform({ kind: "evaluate", peer, key });
		} finally {
			if (loop.isUsable()) await host.unregisterScript(key);
		}
	};
}
