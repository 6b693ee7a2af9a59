import type { NpcDefinition } from "server/ports";
import { Backlog } from "server/net/backlog";
import type { MayGoOn } from "server/net/frame-budget";
import { SlicedWork, type SlicedWorkDeps } from "server/net/sliced-work";
import type { Threads } from "./threads";

/** Avatars that the service makes at the same time: the engine builds each within one frame. */
export const MAX_AVATARS_UNDER_WAY = 16;

export interface AvatarQueueDeps extends SlicedWorkDeps {
	readonly threads: Threads;
	/** Yields. */
	readonly requestAvatar: (definition: NpcDefinition) => Model | undefined;
}

interface Order {
	readonly definition: NpcDefinition;
	readonly onAvatar: (avatar: Model | undefined) => void;
	avatar?: Model;
}

/** Asks for avatars, a few at a time, and hands them out, a few in each frame. */
export class AvatarQueue {
	private readonly orders = new Backlog<Order>();
	private readonly arrived = new Backlog<Order>();
	private readonly slices: SlicedWork;
	private underWay = 0;

	constructor(private readonly deps: AvatarQueueDeps) {
		this.slices = new SlicedWork(deps, (mayGoOn) => this.workWhile(mayGoOn));
	}

	/** `onAvatar` may take a while: it is called when the frame has time. It gets nothing while there are no avatars. */
	public add(definition: NpcDefinition, onAvatar: (avatar: Model | undefined) => void): void {
		this.orders.add({ definition, onAvatar });
		this.slices.soon();
	}

	/** Returns whether there is nothing to do before an avatar comes. */
	private workWhile(mayGoOn: MayGoOn): boolean {
		do {
			const arrived = this.arrived.take();
			const order = arrived === undefined ? this.nextOrder() : undefined;
			if (arrived !== undefined) this.handOut(arrived);
			else if (order !== undefined) this.ask(order);
			else return true;
		} while (mayGoOn());
		return false;
	}

	private nextOrder(): Order | undefined {
		return this.underWay < MAX_AVATARS_UNDER_WAY ? this.orders.take() : undefined;
	}

	private handOut({ definition, onAvatar, avatar }: Order): void {
		this.deps.threads.run(`body of ${definition.npcId}`, () => onAvatar(avatar));
	}

	private ask(order: Order): void {
		const { threads, requestAvatar } = this.deps;
		this.underWay += 1;
		threads.run(`avatar of ${order.definition.npcId}`, () => {
			order.avatar = requestAvatar(order.definition);
			this.underWay -= 1;
			this.arrived.add(order);
			this.slices.soon();
		});
	}
}
