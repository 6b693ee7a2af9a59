import type { Json, StreamListener, StreamPort } from "server/ports";

/** One socket that the place has opened. The spec plays its other end. */
export interface FakeStream {
	readonly path: string;
	/** What the place has sent, decoded. */
	readonly sent: ReadonlyArray<Record<string, unknown>>;
	readonly isClosed: () => boolean;
	readonly open: () => void;
	readonly tell: (message: unknown) => void;
	readonly tellRaw: (text: string) => void;
	/** Answers the last ping. */
	readonly pong: () => void;
	readonly breakOff: (message?: string) => void;
}

export interface FakeStreams {
	readonly port: StreamPort;
	/** The newest last. */
	readonly opened: ReadonlyArray<FakeStream>;
	readonly last: () => FakeStream;
}

/** An engine with sockets, or one without. Like the engine, a socket tells nothing after `close`. */
export function createFakeStreams(json: Json, isThere: boolean): FakeStreams {
	const opened = new Array<FakeStream>();

	const create = (path: string, listener: StreamListener) => {
		const sent = new Array<Record<string, unknown>>();
		let isOpen = false;
		let isClosed = false;
		const unlessClosed = (call: () => void) => {
			if (!isClosed) call();
		};
		const tellRaw = (text: string) => unlessClosed(() => listener.onMessage(text));
		opened.push({
			path,
			sent,
			isClosed: () => isClosed,
			open: () =>
				unlessClosed(() => {
					isOpen = true;
					listener.onOpened();
				}),
			tell: (message) => tellRaw(json.encode(message)),
			tellRaw,
			pong: () => {
				const pings = sent.filter(({ ping }) => ping !== undefined);
				tellRaw(json.encode({ pong: pings[pings.size() - 1].ping }));
			},
			breakOff: (message = "broken") =>
				unlessClosed(() => {
					isClosed = true;
					listener.onClosed(message);
				}),
		});
		return {
			send: (text: string) => {
				const decoded = json.decode(text);
				assert(decoded.kind === "ok");
				if (isOpen && !isClosed) sent.push(decoded.value as Record<string, unknown>);
			},
			close: () => {
				isClosed = true;
			},
		};
	};

	return {
		port: {
			open: (path, listener) =>
				isThere
					? { kind: "ok", stream: create(path, listener) }
					: { kind: "none", message: "not enabled here" },
		},
		opened,
		last: () => opened[opened.size() - 1],
	};
}
