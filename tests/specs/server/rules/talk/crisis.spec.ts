/// <reference types="@rbxts/testez/globals" />
import { isCrisis } from "server/rules/talk/crisis";

const IN_EARNEST = [
	"i want to kill myself",
	"Mara, I don't want to live anymore",
	"sometimes i think everyone would be better off without me",
	"i wish i was dead",
	"im gonna kms",
	"I’ve been cutting myself and nobody knows",
	"I don’t want to live anymore",
	"i want to end my own life",
	"thinking about suicide again...",
	"what if i just take an overdose",
	"no one would miss me if i was gone",
	"I don't want to live anymore",
	// Phones type a curved apostrophe.
	"I’ll kms",
	"i don’t wanna live",
	"quiero morir",
	"ich will nicht mehr leben",
	"i dont want to die in this game i want to die for real, i want to kill myself",
];

const HARMLESS = [
	"this boss keeps killing me lol",
	"i nearly died laughing",
	"can you kill the dragon for me",
	"i want to die of laughter",
	"i dont want to die to the lava again",
	"how do i end this quest",
	"did you watch suicide squad",
	"i cut myself a slice of cake",
	"kill myself in the game to respawn, does that work?",
	"the harbor is 5 kms away",
	"my life in willowbrook is great",
	"i hurt my knee",
	"that is a killer outfit, Bram",
	"I would die for that cake",
];

export = () => {
	describe("self-harm", () => {
		for (const line of IN_EARNEST) {
			it(`is found in "${line}"`, () => {
				expect(isCrisis(line)).to.equal(true);
			});
		}
		for (const line of HARMLESS) {
			it(`is not found in "${line}"`, () => {
				expect(isCrisis(line)).to.equal(false);
			});
		}
	});
};
