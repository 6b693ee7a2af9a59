import type { NpcGestures } from "server/ports";
import { EMOTE_ATTRIBUTE } from "shared/animation/body-animation";
import type { Character } from "./character";

/** Has NPCs do emotes, by an attribute of their models: whoever animates the model reads it. */
export function createNpcGestures(characterOf: (npcId: string) => Character | undefined): NpcGestures {
	let count = 0;
	return {
		emote: (npcId, emote) => {
			const model = characterOf(npcId)?.humanoid.Parent;
			if (model === undefined) return false;
			count += 1;
			model.SetAttribute(EMOTE_ATTRIBUTE, `${emote} ${count}`);
			return true;
		},
	};
}
