import type { BodyResult, Clock, Log, NpcBodies, NpcBody, NpcDefinition } from "server/ports";
import { SERVER } from "server/constants/operations";

export interface EmbodimentDeps {
	readonly clock: Pick<Clock, "after" | "now">;
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
	private bornAt = 0;
	/** In a row, up to now. */
	private shortLives = 0;
	/** The log says once that an NPC loses body after body. */
	private isReported = false;

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
		this.bornAt = this.deps.clock.now();
		result.body.onLost((cause) => this.onLost(cause));
		if (!this.isHopeless()) log.info("NPC spawned", { npcId, displayName });
		this.listeners.onBody();
	}

	private onLost(cause: string): void {
		const { clock } = this.deps;
		const isShort = clock.now() - this.bornAt < SERVER.shortLifeSeconds;
		this.shortLives = isShort ? this.shortLives + 1 : 0;
		this.report(cause);
		this.body = undefined;
		clock.after(SERVER.respawnSeconds, () => this.begin());
	}

	/** It has lost so many bodies in a row that the next one is no news. */
	private isHopeless(): boolean {
		return this.shortLives >= SERVER.shortLives;
	}

	private report(cause: string): void {
		const { log } = this.deps;
		const { npcId } = this.definition;
		if (!this.isHopeless()) return log.info("an NPC lost its body and will get another", { npcId, cause });
		if (this.isReported) return;
		this.isReported = true;
		const { shortLives: times, shortLifeSeconds: seconds } = SERVER;
		log.warn(`an NPC lost its body ${times} times, each within ${seconds} s of its spawning`, {
			npcId,
			cause,
		});
	}
}
