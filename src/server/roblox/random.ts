import { HttpService } from "@rbxts/services";
import type { Random as RandomPort } from "server/ports";

/** The engine's randomness. */
export function createRandom(): RandomPort {
	const random = new Random();
	return {
		next: () => random.NextNumber(),
		guid: () => HttpService.GenerateGUID(false),
	};
}
