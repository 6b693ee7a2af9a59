import type { GatewayEvent, Op } from "../../src/wire.ts";
import type { AgentBackend, SessionIdentity } from "../../src/backend/backend.ts";

export interface FakeSession {
	readonly identity: SessionIdentity;
	readonly emit: (event: GatewayEvent) => void;
	/** What the gateway asked for, in order. */
	readonly calls: Op[];
	/** `undefined` while the session is open, then what `close` was called with. */
	forgotten: boolean | undefined;
}

export interface FakeBackend {
	readonly backend: AgentBackend;
	/** The newest last. */
	readonly sessions: FakeSession[];
	readonly last: () => FakeSession;
	isUp: boolean;
	/** Makes the next call of a session throw. */
	breaksNext: boolean;
	/** What `drain` was called with. */
	drainSeconds: number | undefined;
	/** A session emits it while it is being closed. */
	lastWords: GatewayEvent | undefined;
	/** While it is pending, no session's end is over. */
	ending: Promise<void>;
	/** Ends `drain`. */
	readonly finishDrain: () => void;
	readonly state: () => "new" | "started" | "closed";
}

/** A back end that does nothing but remember. */
export function createFakeBackend(): FakeBackend {
	const sessions: FakeSession[] = [];
	let state: "new" | "started" | "closed" = "new";
	let finishDrain = () => {};
	const drained = new Promise<void>((resolve) => (finishDrain = resolve));

	const fake: FakeBackend = {
		sessions,
		last: () => sessions.at(-1)!,
		isUp: true,
		breaksNext: false,
		drainSeconds: undefined,
		lastWords: undefined,
		ending: Promise.resolve(),
		finishDrain,
		state: () => state,
		backend: {
			start: () => (state = "started"),
			open: (identity, emit) => {
				const session: FakeSession = { identity, emit, calls: [], forgotten: undefined };
				sessions.push(session);
				const record = (op: Op) => {
					if (fake.breaksNext) {
						fake.breaksNext = false;
						throw new Error("the fake back end was told to break");
					}
					session.calls.push(op);
				};
				return {
					ensureAgent: (spec) => record({ op: "ensureAgent", spec }),
					setBlock: record,
					startTurn: record,
					actionResult: record,
					release: (npcId, forget) => record({ op: "release", npcId, forget }),
					cancelTurn: (npcId, turnId) => record({ op: "cancelTurn", npcId, turnId }),
					erase: record,
					blocks: () => {
						if (fake.breaksNext) throw new Error("a secret of the back end");
						return { mara: { status: { value: "health: 100", rev: 3 } } };
					},
					close: (forget) => {
						session.forgotten = forget;
						if (fake.lastWords !== undefined) emit(fake.lastWords);
						return fake.ending;
					},
				};
			},
			health: () => ({ isUp: fake.isUp, detail: "a fake", agents: 0, turnsInFlight: 0 }),
			drain: (timeoutSeconds) => {
				fake.drainSeconds = timeoutSeconds;
				return drained;
			},
			close: async () => void (state = "closed"),
		},
	};
	return fake;
}
