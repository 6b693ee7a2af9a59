import { SoundService } from "@rbxts/services";
import type { ChatConfig } from "client/config/chat-config";

/** Plays the sound of a notice to this player; silent unless the creator has switched it on. */
export function createNoticePing(config: ChatConfig): () => void {
	if (!config.NoticePing) return () => {};
	const sound = new Instance("Sound");
	sound.Name = "NoticePing";
	sound.SoundId = config.NoticePingSoundId;
	sound.Volume = config.NoticePingVolume;
	sound.Parent = SoundService;
	return () => SoundService.PlayLocalSound(sound);
}
