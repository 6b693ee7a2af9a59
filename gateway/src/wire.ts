/** The gateway's one door to the place: what crosses the wire, and the words and tags that agents are made with. */
export type * from "../../src/server/wire/gateway-frames.ts";
export * from "../../src/server/wire/agent-prompt.ts";
export * from "../../src/server/wire/agent-tags.ts";
