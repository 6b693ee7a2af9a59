import { firstMeeting } from "./first-meeting.ts";
import type { Scene } from "./scene.ts";

/** The scenes that `--scene` can play, by name. */
export const SCENES: Readonly<Record<string, Scene>> = {
	"first-meeting": firstMeeting,
};

/** Played where there is no terminal to type on. */
export const DEFAULT_SCENE = "first-meeting";
