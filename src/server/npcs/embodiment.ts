import type { BodyResult, Clock, Log, NpcBodies, NpcBody, NpcDefinition } from "server/ports";
import { SERVER } from "server/constants/operations";

export interface EmbodimentDeps {
	readonly clock: Pick<Clock, "after">;
	readonly log: Log;
	readonly bodies: NpcBodies;
}

export interface EmbodimentListeners {
	readonly onBody: () => void;
	/** No body can be made, and nothing more is tried. */
	readonly onNoBody: (message: string) => void;
}

/** Gives one NPC a body, and another one each time that it loses it. */
export class Embodiment {
	private body?: NpcBody;
	private isOver = false;

	constructor(
		private readonly deps: EmbodimentDeps,
		private readonly definition: NpcDefinition,
		private readonly listeners: EmbodimentListeners,
	) {}

	public begin(): void {
		if (!this.isOver) this.deps.bodies.create(this.definition, (result) => this.onResult(result));
	}

	public end(): void {
		this.isOver = true;
		this.body?.destroy();
		this.body = undefined;
	}

	private onResult(result: BodyResult): void {
		if (this.isOver) return result.kind === "ok" ? result.body.destroy() : undefined;
		const { log } = this.deps;
		const { npcId, displayName } = this.definition;
		if (result.kind === "failed") {
			log.error("an NPC has no body", { npcId, problem: result.message });
			return this.listeners.onNoBody(result.message);
		}
		this.body = result.body;
		result.body.onLost(() => this.onLost());
		log.info("NPC spawned", { npcId, displayName });
		this.listeners.onBody();
	}

	private onLost(): void {
		const { clock, log } = this.deps;
		log.info("an NPC lost its body and will get another", { npcId: this.definition.npcId });
		this.body = undefined;
		clock.after(SERVER.respawnSeconds, () => this.begin());
	}
}
