/**
 * The only file of the gateway that imports from the place: the wire's types and limits, agents' prompts and tags, and words
 * for Letta's errors.
 */
export type * from "../../src/server/wire/gateway-frames.ts";
export * from "../../src/server/wire/agent-prompt.ts";
export * from "../../src/server/wire/agent-tags.ts";
export * from "../../src/server/wire/letta-words.ts";
export * from "../../src/server/constants/wire.ts";
