import {
	ANIMATIONS_FOLDER,
	type AnimationName,
	type Gait,
	isEmote,
	R15_ANIMATIONS,
	R6_ANIMATIONS,
} from "./animation-ids";
import { type Movement, strideOf, R15_SPEEDS, R6_SPEEDS } from "./gait";

/** Seconds in which one animation gives way to another. */
const FADE_SECONDS = 0.2;
/** An R15 body's hip height without scales, studs. */
const HIP_STUDS = 2;
/** Below this difference an animation's rate stays: each change is sent to every client. */
const RATE_STEP = 0.1;
/** Seconds of a dance, which has no end of its own. */
const DANCE_SECONDS = 8;
/** Seconds after which an emote is over whatever its animation says: one that cannot be loaded never ends. */
const EMOTE_SECONDS = 5;

/** The attribute of a model that says which emote it does; a number after it tells two of one kind apart: `wave 3`. */
export const EMOTE_ATTRIBUTE = "Emote";

function looped(name: AnimationName): boolean {
	return name === "idle" || name === "walk" || name === "run" || name === "dance";
}

/** Loads a body's animations, each once. */
class Tracks {
	private readonly tracks = new Map<AnimationName, AnimationTrack>();

	constructor(
		private readonly model: Model,
		private readonly humanoid: Humanoid,
		private readonly animator: Animator,
	) {}

	public get(name: AnimationName): AnimationTrack {
		const known = this.tracks.get(name);
		if (known !== undefined) return known;
		const track = this.animator.LoadAnimation(this.animation(name));
		track.Looped = looped(name);
		track.Priority =
			looped(name) && name !== "dance" ? this.gaitPriority(name) : Enum.AnimationPriority.Action;
		this.tracks.set(name, track);
		return track;
	}

	public destroy(): void {
		for (const [, track] of this.tracks) {
			track.Stop(0);
			track.Destroy();
		}
		this.tracks.clear();
	}

	private gaitPriority(name: AnimationName): Enum.AnimationPriority {
		return name === "idle" ? Enum.AnimationPriority.Idle : Enum.AnimationPriority.Movement;
	}

	/** The model's own, or Roblox's. */
	private animation(name: AnimationName): Animation {
		const own = this.model.FindFirstChild(ANIMATIONS_FOLDER)?.FindFirstChild(name);
		if (own?.IsA("Animation") === true) return own;
		const isR6 = this.humanoid.RigType === Enum.HumanoidRigType.R6;
		const animation = new Instance("Animation");
		animation.Name = name;
		animation.AnimationId = `rbxassetid://${(isR6 ? R6_ANIMATIONS : R15_ANIMATIONS)[name]}`;
		return animation;
	}
}

/**
 * Animates one body in the world: it idles, walks and runs as it moves, and does the emotes that its attribute names. Works
 * by where the body is, whoever moves it; on the server, every client sees the result.
 */
export class BodyAnimation {
	private gait?: Gait;
	private rate = 0;
	private place: CFrame;
	private emote?: AnimationTrack;
	private emoteEndsAt = 0;
	private readonly tracks: Tracks;
	private readonly connection: RBXScriptConnection;

	private constructor(
		private readonly model: Model,
		private readonly humanoid: Humanoid,
		private readonly root: BasePart,
		animator: Animator,
		private readonly now: () => number,
	) {
		this.place = root.CFrame;
		this.tracks = new Tracks(model, humanoid, animator);
		this.connection = model.GetAttributeChangedSignal(EMOTE_ATTRIBUTE).Connect(() => this.onEmote());
	}

	/** Undefined for a model that lacks what it takes. `now`: monotonic seconds. */
	public static of(model: Model, now: () => number): BodyAnimation | undefined {
		const humanoid = model.FindFirstChildOfClass("Humanoid");
		const animator = humanoid?.FindFirstChildOfClass("Animator");
		const root = model.FindFirstChild("HumanoidRootPart");
		if (humanoid === undefined || animator === undefined || root?.IsA("BasePart") !== true) return undefined;
		return new BodyAnimation(model, humanoid, root, animator, now);
	}

	/** To be called several times a second, with the time since the last call. Returns whether the body just stands there. */
	public step(seconds: number): boolean {
		if (seconds <= 0) return false;
		// Most bodies stand still most of the time.
		if (this.gait === "idle" && this.emote === undefined && this.root.CFrame === this.place) return true;
		const { gait, rate } = strideOf(
			this.movement(seconds),
			this.gait ?? "idle",
			this.speeds(),
			this.height(),
		);
		if (gait !== this.gait) this.change(gait, rate);
		else if (math.abs(rate - this.rate) >= RATE_STEP) this.tracks.get(gait).AdjustSpeed((this.rate = rate));
		if (this.emote !== undefined && (gait === "run" || this.now() >= this.emoteEndsAt)) this.endEmote();
		return false;
	}

	public destroy(): void {
		this.connection.Disconnect();
		this.tracks.destroy();
	}

	private speeds() {
		return this.humanoid.RigType === Enum.HumanoidRigType.R6 ? R6_SPEEDS : R15_SPEEDS;
	}

	private height(): number {
		const { RigType, HipHeight } = this.humanoid;
		return RigType === Enum.HumanoidRigType.R6 || HipHeight <= 0 ? 1 : HipHeight / HIP_STUDS;
	}

	private movement(seconds: number): Movement {
		const before = this.place;
		this.place = this.root.CFrame;
		const way = this.place.Position.sub(before.Position);
		const cosine = math.clamp(before.LookVector.Dot(this.place.LookVector), -1, 1);
		return {
			speed: math.sqrt(way.X * way.X + way.Z * way.Z) / seconds,
			turning: math.deg(math.acos(cosine)) / seconds,
		};
	}

	private change(gait: Gait, rate: number): void {
		if (this.gait !== undefined) this.tracks.get(this.gait).Stop(FADE_SECONDS);
		this.tracks.get(gait).Play(FADE_SECONDS, 1, rate);
		this.gait = gait;
		this.rate = rate;
	}

	private onEmote(): void {
		const value = this.model.GetAttribute(EMOTE_ATTRIBUTE);
		const [name] = typeIs(value, "string") ? value.split(" ") : [];
		this.endEmote();
		if (!isEmote(name)) return;
		this.emote = this.tracks.get(name);
		this.emoteEndsAt = this.now() + (name === "dance" ? DANCE_SECONDS : EMOTE_SECONDS);
		this.emote.Play(FADE_SECONDS);
	}

	private endEmote(): void {
		this.emote?.Stop(FADE_SECONDS);
		this.emote = undefined;
	}
}
