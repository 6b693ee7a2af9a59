/// <reference types="@rbxts/testez/globals" />
import { createSerialQueue } from "server/chat/serial-queue";

export = () => {
	describe("a serial queue", () => {
		it("starts a job only when the one before is done", () => {
			const queue = createSerialQueue(5);
			const started = new Array<string>();
			let finishFirst: (() => void) | undefined;
			queue.push((onDone) => {
				started.push("first");
				finishFirst = onDone;
			});
			queue.push((onDone) => {
				started.push("second");
				onDone();
			});
			expect(started.join(",")).to.equal("first");
			finishFirst?.();
			expect(started.join(",")).to.equal("first,second");
		});

		it("runs what is pushed from within a job after that job", () => {
			const queue = createSerialQueue(5);
			const order = new Array<string>();
			queue.push((onDone) => {
				queue.push((onInnerDone) => {
					order.push("inner");
					onInnerDone();
				});
				order.push("outer");
				onDone();
			});
			expect(order.join(",")).to.equal("outer,inner");
		});

		it("refuses more than may wait, and takes jobs again later", () => {
			const queue = createSerialQueue(1);
			let finish: (() => void) | undefined;
			expect(queue.push((onDone) => (finish = onDone))).to.equal(true);
			expect(queue.push((onDone) => onDone())).to.equal(true);
			expect(queue.push((onDone) => onDone())).to.equal(false);
			finish?.();
			expect(queue.push((onDone) => onDone())).to.equal(true);
		});
	});
};
