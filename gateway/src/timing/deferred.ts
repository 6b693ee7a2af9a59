/** A promise that is resolved from outside; only the first `resolve` counts. */
export class Deferred<T> {
	readonly promise: Promise<T>;
	readonly resolve: (value: T) => void;

	constructor() {
		let settle!: (value: T) => void;
		this.promise = new Promise((resolve) => (settle = resolve));
		this.resolve = settle;
	}
}
