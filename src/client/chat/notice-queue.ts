import type { ChatMetrics } from "client/chat/chat-metrics";
import type { After, ClientLog } from "client/ports";
import { TokenBucket } from "shared/token-bucket";

/** Paces notices: a few at once, the rest one by one, so they never bury the talk. */
export interface NoticeQueue {
	/** Calls `show` now or when its turn comes, in the order of the pushes; never if too many wait already. */
	readonly push: (show: () => void) => void;
}

export interface NoticeQueueDeps {
	/** Monotonic seconds. */
	readonly now: () => number;
	readonly after: After;
	/** Called with each notice on the screen. */
	readonly ping: () => void;
	readonly metrics: ChatMetrics;
	readonly log: ClientLog;
}

/** `CLIENT_CHAT` has the numbers and their reasons. */
export interface NoticeQueueOptions {
	readonly noticeRate: { readonly ratePerSecond: number; readonly burst: number };
	readonly maxWaitingNotices: number;
}

/** Notices wait because players must see some: that NPCs are AI, and where to find help. */
export function createNoticeQueue(deps: NoticeQueueDeps, options: NoticeQueueOptions): NoticeQueue {
	const bucket = new TokenBucket(options.noticeRate, deps.now());
	let waiting = 0;
	let isDropLogged = false;

	const drop = () => {
		deps.metrics.count("NoticesDropped");
		if (isDropLogged) return;
		isDropLogged = true;
		deps.log.warn("dropped a notice: too many are waiting");
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
