import { startRelay } from "./relay.ts";

/** A line to a port that can be cut and mended. */
export async function startCable(to: number) {
	let isCut = false;
	const relay = await startRelay(to, (client) => {
		if (isCut) client.destroy();
	});
	return {
		port: relay.port,
		cut: () => {
			isCut = true;
			for (const client of relay.clients) client.destroy();
		},
		mend: () => {
			isCut = false;
		},
		close: relay.close,
	};
}
