import type { Bubbles } from "client/ports";
import { BUBBLES, THINKING_TEXT } from "shared/constants";

const NAME = "TownsfolkBubbles";
/** Pixels of the room for an NPC's bubbles, and of their text: large enough to read from a couch. */
const ROOM = new UDim2(0, 420, 0, 480);
const TEXT_SIZE = 26;
const PADDING = new UDim(0, 10);

/** Roblox's own colours of bubbles. */
const BACKGROUND = Color3.fromRGB(250, 250, 250);
const TEXT = Color3.fromRGB(57, 59, 61);

/** The room goes with the head that it hangs over. */
function roomOver(head: BasePart): BillboardGui {
	const existing = head.FindFirstChild(NAME);
	if (existing?.IsA("BillboardGui") === true) return existing;
	const room = new Instance("BillboardGui");
	room.Name = NAME;
	room.Size = ROOM;
	// Its lower edge is above the head.
	room.SizeOffset = new Vector2(0, 0.5);
	room.StudsOffsetWorldSpace = new Vector3(0, head.Size.Y / 2 + 1, 0);
	room.MaxDistance = BUBBLES.maxDistanceStuds;
	room.AlwaysOnTop = true;
	const layout = new Instance("UIListLayout");
	layout.SortOrder = Enum.SortOrder.LayoutOrder;
	layout.VerticalAlignment = Enum.VerticalAlignment.Bottom;
	layout.HorizontalAlignment = Enum.HorizontalAlignment.Center;
	layout.Padding = new UDim(0, 6);
	layout.Parent = room;
	room.Parent = head;
	return room;
}

function createBubble(richText: string): TextLabel {
	const bubble = new Instance("TextLabel");
	bubble.Name = "Bubble";
	bubble.AutomaticSize = Enum.AutomaticSize.Y;
	bubble.Size = new UDim2(1, 0, 0, 0);
	bubble.BackgroundColor3 = BACKGROUND;
	bubble.BackgroundTransparency = 0.1;
	bubble.RichText = true;
	bubble.Text = richText;
	bubble.TextColor3 = TEXT;
	bubble.TextSize = TEXT_SIZE;
	bubble.TextWrapped = true;
	const corner = new Instance("UICorner");
	corner.Parent = bubble;
	const padding = new Instance("UIPadding");
	padding.PaddingBottom = PADDING;
	padding.PaddingLeft = PADDING;
	padding.PaddingRight = PADDING;
	padding.PaddingTop = PADDING;
	padding.Parent = bubble;
	return bubble;
}

function oldestOf(room: BillboardGui): TextLabel | undefined {
	const bubbles = room.GetChildren().filter((child): child is TextLabel => child.IsA("TextLabel"));
	return bubbles.sort((a, b) => a.LayoutOrder < b.LayoutOrder)[0];
}

/** Bubbles of our own, where Roblox shows none. */
export function createOwnBubbles(options: { maxBubbles: number; durationSeconds: number }): Bubbles {
	let shown = 0;

	const show = (head: BasePart, richText: string): TextLabel => {
		const room = roomOver(head);
		const count = room
			.GetChildren()
			.filter((child) => child.IsA("TextLabel"))
			.size();
		if (count >= options.maxBubbles) oldestOf(room)?.Destroy();
		const bubble = createBubble(richText);
		shown += 1;
		bubble.LayoutOrder = shown;
		bubble.Parent = room;
		task.delay(options.durationSeconds, () => bubble.Destroy());
		return bubble;
	};

	return {
		displayBubble: (head, richText) => {
			show(head, richText);
		},
		displayTyping: (head) => {
			const bubble = show(head, THINKING_TEXT);
			return () => bubble.Destroy();
		},
	};
}
