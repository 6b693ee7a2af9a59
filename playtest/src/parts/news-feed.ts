/** Listeners of one kind of news. The first listener also gets the news from before it was added. */
export interface NewsFeed<T> {
	readonly on: (listener: (item: T) => void) => void;
	readonly tell: (item: T) => void;
}

export function createNewsFeed<T>(): NewsFeed<T> {
	const listeners: ((item: T) => void)[] = [];
	const untold: T[] = [];
	return {
		on: (listener) => {
			listeners.push(listener);
			for (const item of untold.splice(0)) listener(item);
		},
		tell: (item) => {
			if (listeners.length === 0) untold.push(item);
			for (const listener of listeners) listener(item);
		},
	};
}
