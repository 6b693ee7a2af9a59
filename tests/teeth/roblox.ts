import type { Fault } from "../../scripts/teeth/fault.ts";

/** The commands for the real Roblox. */
export default [
	{
		name: "an error that no spec caught is forgotten in Studio",
		file: "roblox/src/specs/print-report.ts",
		find: "...results.failures, ...uncaught(report.errors, results, annotate)",
		replace: "...results.failures",
		covers: { tests: ["roblox/test/studio.test.ts"] },
	},
	{
		name: "a report that lacks a part is read",
		file: "roblox/src/specs/read-report.ts",
		find: "if (parts.size < total) return undefined;",
		replace: "",
		covers: { tests: ["roblox/test/studio.test.ts", "roblox/test/report.test.ts"] },
	},
	{
		name: "Studio may hang for ever",
		file: "roblox/src/studio/run-in-studio.ts",
		find: `ending = "timeout"; child.kill("SIGKILL");`,
		replace: `ending = "timeout";`,
		covers: { tests: ["roblox/test/studio.test.ts"] },
	},
	{
		name: "tasks are created faster than Open Cloud lets us",
		file: "roblox/src/open-cloud/pace.ts",
		find: "before + WINDOW_SECONDS",
		replace: "before",
		covers: { tests: ["roblox/test/cloud.test.ts"] },
	},
	{
		name: "what Open Cloud asks to wait is not waited",
		file: "roblox/src/open-cloud/send.ts",
		find: "asked ?? backoff",
		replace: "backoff",
		covers: { tests: ["roblox/test/cloud.test.ts"] },
	},
	{
		name: "a task is made twice when the answer is lost",
		file: "roblox/src/open-cloud/send.ts",
		find: `return method === "get" && (`,
		replace: "return (",
		covers: { tests: ["roblox/test/cloud.test.ts"] },
	},
	{
		name: "only the first page of a log is read",
		file: "roblox/src/open-cloud/client.ts",
		find: `if (token === undefined || token === "") break;`,
		replace: "break;",
		covers: { tests: ["roblox/test/cloud.test.ts"] },
	},
	{
		name: "a room that took too long is forgotten",
		file: "roblox/src/open-cloud/run-in-cloud.ts",
		find: `result.kind === "failed" ? [result.failure] : []`,
		replace: `result.kind === "failed" ? [] : []`,
		covers: { tests: ["roblox/test/cloud.test.ts"] },
	},
	{
		name: "the key crosses a network in clear",
		file: "roblox/src/open-cloud/run-in-cloud.ts",
		find: `(address?.protocol === "http:" && isHere)`,
		replace: `address?.protocol === "http:"`,
		covers: { tests: ["roblox/test/cloud.test.ts"] },
	},
	{
		name: "a property that only plugins write counts as open",
		file: "roblox/src/api/judge.ts",
		find: "return isWritten ? Security.Write : Security.Read;",
		replace: "return Security.Read;",
		covers: { tests: ["roblox/test/api.test.ts"] },
	},
	{
		name: "a member of a class above is missing",
		file: "roblox/src/api/dump.ts",
		find: "?? this.member(found.Superclass, name)",
		replace: "",
		covers: { tests: ["roblox/test/api.test.ts"] },
	},
	{
		name: "the lower of two limits that the description has is not seen",
		file: "roblox/src/open-cloud/check-contract.ts",
		find: "Math.min(...limits)",
		replace: "Math.max(...limits)",
		covers: { tests: ["roblox/test/openapi.test.ts"] },
	},
] satisfies ReadonlyArray<Fault>;
