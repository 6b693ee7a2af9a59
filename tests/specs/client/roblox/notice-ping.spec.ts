/// <reference types="@rbxts/testez/globals" />

import { SoundService } from "@rbxts/services";
import { createNoticePing } from "client/roblox/notice-ping";

const CONFIG = {
	NoticePing: true,
	NoticePingSoundId: "rbxassetid://12345",
	NoticePingVolume: 0.25,
	ThinkingBubbles: true,
};

export = () => {
	describe("the ping of a notice", () => {
		afterEach(() => SoundService.FindFirstChild("NoticePing")?.Destroy());

		it("is the sound that the creator has chosen, as loud as they have chosen", () => {
			const ping = createNoticePing(CONFIG);
			const sound = SoundService.FindFirstChild("NoticePing");
			assert(sound !== undefined && sound.IsA("Sound"), "there is no sound");
			expect(sound.SoundId).to.equal("rbxassetid://12345");
			expect(sound.Volume).to.near(0.25, 1e-6);
			let played = 0;
			sound.Played.Connect(() => {
				played += 1;
			});
			ping();
			ping();
			task.wait();
			expect(played).to.equal(2);
		});

		it("is none unless it is switched on", () => {
			createNoticePing({ ...CONFIG, NoticePing: false })();
			expect(SoundService.FindFirstChild("NoticePing")).to.equal(undefined);
		});
	});
};
