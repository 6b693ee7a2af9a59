import { spawnSync } from "node:child_process";
import { NGINX } from "../../deploy/test/support/nginx.ts";

/** A benchmark needs a program that this machine does not have. */
export class MissingProgram extends Error {
	constructor(program: string, debianPackage: string) {
		super(`${program} is not installed (Debian: apt install ${debianPackage})`);
	}
}

function demand(program: string, debianPackage: string): void {
	if (spawnSync(program, ["--version"]).error !== undefined) throw new MissingProgram(program, debianPackage);
}

/** Each throws `MissingProgram`. */
export const demandRedis = (): void => demand("redis-server", "redis-server");
export const demandPrometheus = (): void => demand("prometheus", "prometheus");
/** Returns nginx's path, which is in few users' PATH. */
export function demandNginx(): string {
	if (NGINX === undefined) throw new MissingProgram("nginx", "nginx-light");
	return NGINX;
}
