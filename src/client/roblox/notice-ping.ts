import { SoundService } from "@rbxts/services";
import type { ChatConfig } from "client/config/chat-config";

/** The sound that goes with a notice, for this player alone; silent unless the creator has switched it on. */
export function createNoticePing(config: ChatConfig): () => void {
	if (!config.NoticePing) return () => {};
	const sound = new Instance("Sound");
	sound.Name = "NoticePing";
	sound.SoundId = config.NoticePingSoundId;
	sound.Volume = config.NoticePingVolume;
	sound.Parent = SoundService;
	return () => SoundService.PlayLocalSound(sound);
}
