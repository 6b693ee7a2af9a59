import { HttpService } from "@rbxts/services";
import type { Stream, StreamListener, StreamPort } from "server/ports";

/** Calls the listener for what the client fires, until it is closed. */
function listenTo(client: WebStreamClient, listener: StreamListener): Stream {
	const connections = new Array<RBXScriptConnection>();
	const stop = () => {
		for (const connection of connections) connection.Disconnect();
		connections.clear();
	};
	const finish = (message: string) => {
		if (connections.isEmpty()) return;
		stop();
		listener.onClosed(message);
	};
	connections.push(
		client.Opened.Connect(() => listener.onOpened()),
		client.MessageReceived.Connect((text) => listener.onMessage(text)),
		client.Error.Connect((status, message) => finish(`${message} (${status})`)),
		client.Closed.Connect(() => finish("it was closed")),
	);
	return {
		send: (text) => {
			if (client.ConnectionState === Enum.WebStreamClientState.Open) client.Send(text);
		},
		close: () => {
			stop();
			client.Close();
		},
	};
}

/** WebSockets of HttpService's with a base URL and a bearer token. Roblox has them in Studio only. */
export function createStreams(deps: { baseUrl: string; token: Secret }): StreamPort {
	const authorization = deps.token.AddPrefix("Bearer ");
	const [baseUrl] = deps.baseUrl.gsub("^http", "ws");
	return {
		open: (path, listener) => {
			const options = { Url: baseUrl + path, Headers: { Authorization: authorization } };
			// Throws outside Studio, and where there are six clients already.
			const [ok, client] = pcall(() =>
				HttpService.CreateWebStreamClient(Enum.WebStreamClientType.WebSocket, options),
			);
			if (!ok) return { kind: "none", message: tostring(client) };
			return { kind: "ok", stream: listenTo(client as WebStreamClient, listener) };
		},
	};
}
