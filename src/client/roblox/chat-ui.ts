import { GuiService, StarterGui, TextChatService } from "@rbxts/services";
import type { ChatUi } from "client/ports";

export interface RobloxChatUi extends ChatUi {
	readonly isConsole: boolean;
	/** Yields until the game is loaded and Roblox's chat can show something: what is displayed before is lost. */
	readonly awaitReady: () => void;
}

export interface ChatUiOptions {
	/** Seconds after `game.Loaded` that the chat may take to appear. */
	readonly uiTimeoutSeconds: number;
	/** Seconds between two looks. */
	readonly uiLookSeconds: number;
}

/** Whether the player has the chat open; undefined while Roblox's scripts are not ready. May yield. */
function readActive(): boolean | undefined {
	const [ok, isActive] = pcall(() => StarterGui.GetCore("ChatActive"));
	return ok && typeIs(isActive, "boolean") ? isActive : undefined;
}

function isWindowEnabled(): boolean {
	const configuration = TextChatService.FindFirstChildOfClass("ChatWindowConfiguration");
	return configuration?.Enabled !== false && StarterGui.GetCoreGuiEnabled(Enum.CoreGuiType.Chat);
}

/** Nothing tells that the chat is there but that its window has a size. */
function isMounted(): boolean {
	const isActive = readActive();
	if (isActive === undefined) return false;
	if (!isActive || !isWindowEnabled()) return true;
	const configuration = TextChatService.FindFirstChildOfClass("ChatWindowConfiguration");
	return configuration === undefined || configuration.AbsoluteSize.Y > 0;
}

/** Looks at Roblox's chat. On consoles Roblox shows neither window nor bubbles, and says so nowhere. */
export function createChatUi(options: ChatUiOptions): RobloxChatUi {
	const isConsole = GuiService.IsTenFootInterface();
	const hasChat = !isConsole && TextChatService.ChatVersion === Enum.ChatVersion.TextChatService;
	let isActive = true;

	const follow = () => {
		while (true) {
			isActive = readActive() ?? isActive;
			task.wait(options.uiLookSeconds);
		}
	};

	return {
		isConsole,
		showsBubbles: () => hasChat,
		showsWindow: () => hasChat && isActive && isWindowEnabled(),
		awaitReady: () => {
			if (!game.IsLoaded()) game.Loaded.Wait();
			if (!hasChat) return;
			const deadline = os.clock() + options.uiTimeoutSeconds;
			while (!isMounted() && os.clock() < deadline) task.wait(options.uiLookSeconds);
			isActive = readActive() ?? true;
			task.spawn(follow);
		},
	};
}
