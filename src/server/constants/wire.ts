/**
 * What the gateway takes from a game server. Both sides read this list: the place refuses a definition that the gateway
 * would refuse, and the gateway checks every op. The gateway compiles this file too, so it uses neither the engine nor Node.
 * `Chars` are Unicode code points.
 */
export const WIRE_LIMITS = {
	/** The body of one frame. */
	maxBodyBytes: 1024 * 1024,
	/** Ops in one frame. */
	maxOps: 256,
	/** Of an NPC, a game server or a session. */
	maxIdChars: 64,
	maxTurnIdChars: 128,
	maxDisplayNameChars: 64,
	maxPersonaChars: 20_000,
	/** Blocks of one NPC. */
	maxBlocks: 16,
	maxBlockChars: 8_000,
	/** Of one turn. */
	maxContentChars: 16_000,
	/** Of an action's result. */
	maxResultChars: 8_000,
};
