import { Players } from "@rbxts/services";
import type { CaptionDisplay } from "client/ports";
import { CAPTIONS } from "shared/constants";

/** The chat window's background. */
const BACKGROUND = Color3.fromRGB(25, 27, 29);
const PADDING = new UDim(0, 8);

function createRoom(): Frame {
	const gui = new Instance("ScreenGui");
	gui.Name = "TownsfolkCaptions";
	gui.ResetOnSpawn = false;
	gui.DisplayOrder = 5;
	// Above the controls of phones and the safe edge of televisions.
	const room = new Instance("Frame");
	room.AnchorPoint = new Vector2(0.5, 1);
	room.Position = UDim2.fromScale(0.5, 0.8);
	room.Size = UDim2.fromScale(0.5, 0.4);
	room.BackgroundTransparency = 1;
	const layout = new Instance("UIListLayout");
	layout.SortOrder = Enum.SortOrder.LayoutOrder;
	layout.VerticalAlignment = Enum.VerticalAlignment.Bottom;
	layout.Padding = new UDim(0, 4);
	layout.Parent = room;
	room.Parent = gui;
	gui.Parent = Players.LocalPlayer.WaitForChild("PlayerGui");
	return room;
}

function createLine(index: number, textSize: number): TextLabel {
	const line = new Instance("TextLabel");
	line.Name = `Caption${index}`;
	line.LayoutOrder = index;
	line.AutomaticSize = Enum.AutomaticSize.Y;
	line.Size = new UDim2(1, 0, 0, 0);
	line.BackgroundColor3 = BACKGROUND;
	line.BackgroundTransparency = 0.3;
	line.RichText = true;
	line.Text = "";
	line.TextColor3 = Color3.fromRGB(255, 255, 255);
	line.TextSize = textSize;
	line.TextWrapped = true;
	line.Visible = false;
	const padding = new Instance("UIPadding");
	padding.PaddingBottom = PADDING;
	padding.PaddingLeft = PADDING;
	padding.PaddingRight = PADDING;
	padding.PaddingTop = PADDING;
	padding.Parent = line;
	return line;
}

/** Captions near the lower edge of the screen. They are made when the first is needed. Yields then. */
export function createCaptionDisplay(isConsole: boolean): CaptionDisplay {
	let labels: ReadonlyArray<TextLabel> | undefined;

	const make = () => {
		const room = createRoom();
		const made = new Array<TextLabel>();
		for (let index = 1; index <= CAPTIONS.maxLines; index++) {
			const label = createLine(index, isConsole ? CAPTIONS.consoleTextSize : CAPTIONS.textSize);
			label.Parent = room;
			made.push(label);
		}
		return made;
	};

	return {
		show: (lines) => {
			labels ??= make();
			labels.forEach((label, index) => {
				label.Text = lines[index] ?? "";
				label.Visible = index < lines.size();
			});
		},
	};
}
