import { TextChatService } from "@rbxts/services";

const TIMEOUT_SECONDS = 10;

/** The channel that the server makes for everybody's talk. Yields until it is here. */
export function generalChannel(): TextChannel {
	const channels = TextChatService.WaitForChild("TextChannels", TIMEOUT_SECONDS);
	const channel = channels?.WaitForChild("RBXGeneral", TIMEOUT_SECONDS);
	assert(channel !== undefined && channel.IsA("TextChannel"), "there is no channel RBXGeneral");
	return channel;
}
