import type { ChatMetrics } from "client/chat/chat-metrics";
import type { After, ClientLog } from "client/ports";
import { TokenBucket } from "shared/token-bucket";

/** Paces the game's notices: a few at once, the rest one by one, so that they never bury what people say. */
export interface NoticeQueue {
	/** Calls `show` at once or when it is its turn, in the order of the calls; never, when too many wait. */
	readonly push: (show: () => void) => void;
}

export interface NoticeQueueDeps {
	/** Monotonic seconds. */
	readonly now: () => number;
	readonly after: After;
	/** Called with each notice that is shown. */
	readonly ping: () => void;
	readonly metrics: ChatMetrics;
	readonly log: ClientLog;
}

export interface NoticeQueueOptions {
	readonly noticeRate: { readonly ratePerSecond: number; readonly burst: number };
	readonly maxWaitingNotices: number;
}

/** A notice waits instead of being dropped, because some must be seen: that NPCs are AI, and where help is to be found. */
export function createNoticeQueue(deps: NoticeQueueDeps, options: NoticeQueueOptions): NoticeQueue {
	const bucket = new TokenBucket(options.noticeRate, deps.now());
	let waiting = 0;
	let isDropLogged = false;

	const drop = () => {
		deps.metrics.count("NoticesDropped");
		if (isDropLogged) return;
		isDropLogged = true;
		deps.log.warn("dropped a notice: too many wait for their turn");
	};

	const showNow = (show: () => void) => {
		show();
		deps.ping();
	};

	return {
		push: (show) => {
			if (waiting >= options.maxWaitingNotices) return drop();
			const seconds = bucket.reserve(deps.now());
			if (seconds === 0) return showNow(show);
			waiting += 1;
			deps.after(seconds, () => {
				waiting -= 1;
				showNow(show);
			});
		},
	};
}
