import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { generateSchema, loadSchema } from "../src/schema/load.ts";
import { findMember } from "../src/schema/types.ts";

test("members have the kind and type that the typings give them", async () => {
	const schema = await loadSchema();
	const member = (className: string, name: string) => findMember(schema, className, name);
	assert.deepEqual(member("Part", "Anchored"), { kind: "property", type: "boolean" });
	assert.deepEqual(member("Part", "Mass"), { kind: "property", type: "number", readonly: true });
	assert.deepEqual(member("Model", "PrimaryPart"), { kind: "property", type: "BasePart|nil" });
	assert.equal(member("Part", "Material")?.type, "Enum.Material");
	assert.deepEqual(member("HttpService", "HttpEnabled"), {
		kind: "property",
		type: "boolean",
		readonly: true,
		inPlaceFile: true,
	});
	assert.equal(member("Part", "Destroy")?.kind, "method");
	assert.equal(member("Part", "Touched")?.kind, "event");
	assert.equal(member("Folder", "Changed")?.kind, "event");
	assert.equal(member("RemoteFunction", "OnServerInvoke")?.kind, "callback");
	assert.equal(member("RemoteFunction", "OnClientInvoke")?.kind, "callback");
	assert.equal(member("TextChannel", "ShouldDeliverCallback")?.kind, "callback");
	assert.equal(member("Part", "Colour"), undefined);
	assert.equal(member("Part", "constructor"), undefined);
});

test("classes know what they are", async () => {
	const { classes, enums } = await loadSchema();
	assert.deepEqual([classes.Part.creatable, classes.BasePart.creatable], [true, undefined]);
	assert.deepEqual([classes.Players.service, classes.Player.service], [true, undefined]);
	assert.equal(classes.Part.super, "FormFactorPart");
	assert.equal(enums.Material.Grass, 1280);
	assert.equal(enums.ModelStreamingMode.Atomic, 1);
});

test("the schema is generated in under three seconds of computing and comes out the same", async () => {
	const manifest = createRequire(import.meta.url).resolve("@rbxts/types/package.json");
	const before = process.cpuUsage();
	const fresh = await generateSchema(path.join(path.dirname(manifest), "include", "generated"));
	const { user } = process.cpuUsage(before);
	assert.ok(user < 3_000_000, `${user / 1e6} s`);
	assert.deepEqual(fresh, await loadSchema());
});
