/** What a typing bubble shows. No NPC says it: marks alone are silence. */
export const THINKING_TEXT = "…";
