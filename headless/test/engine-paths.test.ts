import assert from "node:assert/strict";
import { test } from "node:test";
import { type BodyWorld, createBodyWorld } from "./support/body-world.ts";

interface Found {
	readonly status: string;
	readonly points: ReadonlyArray<readonly [x: number, y: number, z: number]>;
	readonly actions: ReadonlyArray<string>;
}

async function find(
	{ run }: BodyWorld,
	from: string,
	to: string,
	parameters = "{ AgentCanJump = false, WaypointSpacing = math.huge }",
	peer?: string,
): Promise<Found> {
	const found = await run(
		`local path = game:GetService("PathfindingService"):CreatePath(${parameters})
		path:ComputeAsync(Vector3.new(${from}), Vector3.new(${to}))
		local points, actions = {}, {}
		for _, waypoint in path:GetWaypoints() do
			table.insert(points, waypoint.Position)
			table.insert(actions, waypoint.Action.Name)
		end
		return { status = path.Status.Name, points = points, actions = actions }`,
		peer,
	);
	return found as Found;
}

const lengthOf = ({ points }: Found): number =>
	points.reduce((sum, [x, , z], index) => {
		const [fromX, , fromZ] = points[index - 1] ?? [x, 0, z];
		return sum + Math.hypot(x - fromX, z - fromZ);
	}, 0);

/** A wall across the way, from z = -40 to 40. */
const WALL = "makeBlock(Vector3.new(2, 12, 80), Vector3.new(20, 6, 0), 'Wall')";

test("open ground gives the straight line, with waypoints as WaypointSpacing says", async (t) => {
	const body = await createBodyWorld(t);
	const corners = await find(body, "0, 3, 0", "40, 3, 0");
	assert.equal(corners.status, "Success");
	assert.deepEqual(
		corners.points.map((point) => point.map(Math.round)),
		[
			[0, 0, 0],
			[40, 0, 0],
		],
	);
	const spaced = await find(body, "0, 3, 0", "10, 3, 0", "{}");
	assert.deepEqual(
		spaced.points.map(([x]) => Math.round(x)),
		[0, 4, 8, 10],
	);
	assert.deepEqual(spaced.actions, ["Walk", "Walk", "Walk", "Walk"]);
	const wide = await find(body, "0, 3, 0", "10, 3, 0", "{ WaypointSpacing = 6 }");
	assert.deepEqual(
		wide.points.map(([x]) => Math.round(x)),
		[0, 6, 10],
	);
});

test("a wall is walked round, at the agent's radius", async (t) => {
	const body = await createBodyWorld(t);
	await body.run(WALL);
	for (const radius of [2, 5]) {
		const found = await find(
			body,
			"0, 3, 0",
			"40, 3, 0",
			`{ AgentRadius = ${radius}, AgentCanJump = false, WaypointSpacing = math.huge }`,
		);
		assert.equal(found.status, "Success");
		const furthest = Math.max(...found.points.map(([, , z]) => Math.abs(z)));
		assert.ok(furthest > 39.5 + radius && furthest < 43 + radius, `${furthest} with radius ${radius}`);
	}
});

test("a door lets through who fits: AgentRadius and AgentHeight", async (t) => {
	const body = await createBodyWorld(t);
	await body.run(
		`makeBlock(Vector3.new(2, 12, 400), Vector3.new(20, 6, -203)) makeBlock(Vector3.new(2, 12, 400), Vector3.new(20, 6, 203))
		makeBlock(Vector3.new(2, 5, 6), Vector3.new(20, 9.5, 0), "Lintel")`,
	);
	const through = async (parameters: string) =>
		lengthOf(
			await find(
				body,
				"0, 3, 0",
				"40, 3, 0",
				`{ AgentCanJump = false, WaypointSpacing = math.huge, ${parameters} }`,
			),
		);
	assert.ok((await through("AgentRadius = 2")) < 41);
	assert.ok((await through("AgentRadius = 4")) > 400, "a gap of 6 studs is too narrow for a radius of 4");
	assert.ok((await through("AgentHeight = 6")) < 41);
	assert.ok((await through("AgentHeight = 8")) > 400, "a door of 7 studs is too low for a height of 8");
});

test("there is NoPath into a closed room, into a solid part, off the ground and over 3000 studs", async (t) => {
	const body = await createBodyWorld(t);
	await body.run(
		`for _, z in { -20, 20 } do makeBlock(Vector3.new(42, 12, 2), Vector3.new(60, 6, z)) end
		for _, x in { 40, 80 } do makeBlock(Vector3.new(2, 12, 42), Vector3.new(x, 6, 0), "Side" .. x) end
		makeBlock(Vector3.new(20, 20, 20), Vector3.new(-60, 10, 0))`,
	);
	assert.equal((await find(body, "0, 3, 0", "60, 3, 0")).status, "NoPath");
	assert.deepEqual((await find(body, "0, 3, 0", "60, 3, 0")).points, []);
	assert.equal((await find(body, "0, 3, 0", "-60, 10, 0")).status, "NoPath");
	assert.equal((await find(body, "0, 3, 0", "1500, 3, 0")).status, "NoPath");
	assert.equal((await find(body, "-1000, 3, 0", "2001, 3, 0")).status, "NoPath");
	await body.run("workspace.Side40.CFrame = CFrame.new(0, 500, 0)");
	assert.equal((await find(body, "0, 3, 0", "60, 3, 0")).status, "Success");
	await body.run("workspace.Side40.CFrame = CFrame.new(40, 6, 0)");
	assert.equal((await find(body, "0, 3, 0", "60, 3, 0")).status, "NoPath");
	await body.run("workspace.Side80:Destroy()");
	assert.equal((await find(body, "0, 3, 0", "60, 3, 0")).status, "Success");
});

test("stairs are climbed, and what is higher than a step only by who can jump", async (t) => {
	const body = await createBodyWorld(t);
	await body.run(
		`for step = 1, 6 do makeBlock(Vector3.new(4, step, 10), Vector3.new(20 + step * 4, step / 2, 0)) end
		makeBlock(Vector3.new(20, 6, 10), Vector3.new(56, 3, 0))
		makeBlock(Vector3.new(20, 5, 20), Vector3.new(-40, 2.5, 0))`,
	);
	const stairs = await find(body, "0, 3, 0", "56, 9, 0", "{ AgentCanJump = false }");
	assert.equal(stairs.status, "Success");
	assert.ok(Math.abs(stairs.points.at(-1)![1] - 6) < 0.3, `${stairs.points.at(-1)}`);
	assert.ok(lengthOf(stairs) < 60);
	assert.equal((await find(body, "0, 3, 0", "-40, 8, 0")).status, "NoPath");
	const jump = await find(body, "0, 3, 0", "-40, 8, 0", "{}");
	assert.equal(jump.status, "Success");
	assert.ok(jump.actions.includes("Jump"), jump.actions.join(" "));
	// "It attempts to avoid jumps."
	assert.ok(!(await find(body, "0, 3, 0", "56, 9, 0", "{}")).actions.includes("Jump"));
});

test("a client finds paths among the parts that it has", async (t) => {
	const body = await createBodyWorld(t);
	await body.run(WALL);
	await body.join("Alex");
	assert.ok(lengthOf(await find(body, "0, 3, 0", "40, 3, 0", undefined, "Alex")) > 80);
	await body.run("workspace.Wall:Destroy()", "Alex");
	assert.ok(lengthOf(await find(body, "0, 3, 0", "40, 3, 0", undefined, "Alex")) < 41);
	assert.ok(lengthOf(await find(body, "0, 3, 0", "40, 3, 0")) > 80);
});

test("a walker that follows its path arrives behind the wall", async (t) => {
	const body = await createBodyWorld(t);
	await body.run(
		`${WALL}
		local humanoid = makeNpc()
		local path = game:GetService("PathfindingService"):CreatePath({ AgentCanJump = false, WaypointSpacing = math.huge })
		path:ComputeAsync(Vector3.new(0, 3, 0), Vector3.new(40, 3, 0))
		task.spawn(function()
			for _, waypoint in path:GetWaypoints() do
				humanoid:MoveTo(waypoint.Position)
				note(humanoid.MoveToFinished:Wait())
			end
		end)`,
	);
	await body.world.run(9);
	const [x, , z] = (await body.run("return workspace.Npc.HumanoidRootPart.Position")) as number[];
	assert.ok(Math.hypot(x - 40, z) < 1.2, `${x} ${z}`);
});

test("what this engine's paths do not know is refused", async (t) => {
	const { run } = await createBodyWorld(t);
	const create = (parameters: string) =>
		run(`game:GetService("PathfindingService"):CreatePath(${parameters})`);
	assert.match(String(await create("{ AgentRadios = 2 }")), /no parameter "AgentRadios"/);
	assert.match(String(await create("{ AgentCanClimb = true }")), /AgentCanClimb exists in Roblox but/);
	assert.match(String(await create("{ Costs = { Water = 20 } }")), /Costs exists in Roblox but/);
	assert.match(String(await create("{ AgentHeight = 0 }")), /must be positive/);
});
