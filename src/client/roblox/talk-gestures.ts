import { RunService } from "@rbxts/services";
import { gestureSeconds, talkSwing } from "client/animation/talk-gesture";
import { isNpcChatMessage } from "shared/npc-chat-message";
import { findNpcBody } from "./npc-bodies";

/** One joint that swings over what its animation does. */
class Swing {
	/** What the animation has set. */
	private base: CFrame;
	private last: CFrame;

	constructor(private readonly joint: Motor6D) {
		this.base = joint.Transform;
		this.last = joint.Transform;
	}

	/** To be called between the animations' step and the physics'. */
	public turn(rotation: CFrame): void {
		const { Transform: current } = this.joint;
		// An animation sets a joint anew in each frame, unless nothing moves it.
		if (current !== this.last) this.base = current;
		this.joint.Transform = this.base.mul(rotation);
		this.last = this.joint.Transform;
	}

	public reset(): void {
		if (this.joint.Transform === this.last) this.joint.Transform = this.base;
	}
}

function swingOf(body: Model, ...names: ReadonlyArray<string>): Swing | undefined {
	for (const name of names) {
		const joint = body.FindFirstChild(name, true);
		if (joint?.IsA("Motor6D") === true) return new Swing(joint);
	}
	return undefined;
}

/** One NPC's gesture, while it speaks. */
class TalkGesture {
	private readonly neck: Swing | undefined;
	private readonly arm: Swing | undefined;
	private readonly isR6: boolean;

	constructor(
		private readonly body: Model,
		private readonly beganAt: number,
		public endsAt: number,
	) {
		const rig = body.FindFirstChildOfClass("Humanoid")?.RigType;
		this.isR6 = rig === Enum.HumanoidRigType.R6;
		this.neck = swingOf(body, "Neck");
		this.arm = swingOf(body, "RightElbow", "Right Shoulder");
	}

	/** False when the gesture is over. */
	public step(now: number): boolean {
		if (now >= this.endsAt || this.body.Parent === undefined) {
			this.neck?.reset();
			this.arm?.reset();
			return false;
		}
		const { nod, arm } = talkSwing(now - this.beganAt, this.endsAt - now);
		this.neck?.turn(CFrame.Angles(nod, 0, 0));
		// The joints of an R6 rig's arms have other axes.
		this.arm?.turn(this.isR6 ? CFrame.Angles(0, 0, arm) : CFrame.Angles(arm, 0, 0));
		return true;
	}
}

/** Has NPCs nod and move a hand while they speak; this needs no asset. */
export function createTalkGestures(): (payload: unknown) => void {
	const gestures = new Map<string, TalkGesture>();

	RunService.PreSimulation.Connect(() => {
		const now = os.clock();
		for (const [npcId, gesture] of gestures) if (!gesture.step(now)) gestures.delete(npcId);
	});

	return (payload) => {
		if (!isNpcChatMessage(payload) || payload.kind !== "speech") return;
		const endsAt = os.clock() + gestureSeconds(payload.text.size());
		const going = gestures.get(payload.npcId);
		const body = going === undefined ? findNpcBody(payload.npcId) : undefined;
		if (going !== undefined) going.endsAt = endsAt;
		else if (body !== undefined) gestures.set(payload.npcId, new TalkGesture(body, os.clock(), endsAt));
	};
}
