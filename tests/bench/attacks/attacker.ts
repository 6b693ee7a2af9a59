import { ATTACKS, NGINX_ATTACKS } from "./kinds.ts";
import type { Target } from "./target.ts";

/** One attack, in a process of its own: it is told which, and says what it got. */
process.once("message", (order: { name: string; target: Target; seconds: number }) => {
	const attack = [...ATTACKS, ...NGINX_ATTACKS].find(({ name }) => name === order.name)!;
	void attack.run(order.target, Date.now() + order.seconds * 1000).then((loot) => {
		process.send!(loot);
		process.disconnect();
	});
});
