/** The attribute of an NPC's model that says who animates it. */
export const ANIMATED_BY = "AnimatedBy";

export type AnimatedBy = "Server" | "Clients";
