/** What agents are told to be, for those who wire the town: an NPC must not read it aloud. */
export { systemPrompt } from "server/wire/agent-prompt";
