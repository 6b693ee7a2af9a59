import type { Probe } from "../support/probe.ts";

/** A small script. */
export interface LuauProbe extends Probe {
	/** Runs on the server; may yield. */
	readonly luau: string;
	/** The world's `SignalBehavior`; default Immediate. */
	readonly deferred?: true;
}

const ON_PART = `local part = Instance.new("Part") part.Anchored = true part.Parent = workspace `;
const PATH = `local path = game:GetService("PathfindingService"):CreatePath({ AgentCanJump = false, WaypointSpacing = math.huge }) `;
/** How far the path leads aside. */
const WIDEST = `local widest = 0 for _, waypoint in path:GetWaypoints() do widest = math.max(widest, math.abs(waypoint.Position.Z)) end`;
const NPC = `local humanoid, root, model = makeNpc() `;
/** Sends one argument to Alex's client, and gives what the client tells of it: see `ANSWER`. */
const ECHO = (argument: string, ...told: ReadonlyArray<string>) =>
	`local remote, answer = game:GetService("ReplicatedStorage").Remote, nil
	remote.OnServerEvent:Once(function(_, told) answer = told end)
	remote:FireClient(players.Alex, ${argument})
	while answer == nil do task.wait() end
	return { ${told.map((name) => `answer.${name}`).join(", ")} }`;

/** Runs on the client. */
export const ANSWER = `local remote = game:GetService("ReplicatedStorage"):WaitForChild("Remote")
	remote.OnClientEvent:Connect(function(argument)
		local told = { kind = typeof(argument) }
		if type(argument) == "table" then
			told.call, told.own, told.hidden, told.key = type(argument.call), argument.own, type(argument.hidden), type((next(argument)))
		end
		remote:FireServer(told)
	end)`;

export const LUAU_PROBES: ReadonlyArray<LuauProbe> = [
	// Gravity and the ground.
	{
		what: "an unanchored part falls at Gravity: 196.2 studs/s² by default",
		source: "Workspace.Gravity",
		luau: `local part = makeBlock(Vector3.one, Vector3.new(0, 90, 0)) part.Anchored = false
			task.wait(0.5) local v = -part.AssemblyLinearVelocity.Y return workspace.Gravity > 196 and v > 85 and v < 112`,
		expected: true,
	},
	{
		what: "an anchored part does not fall",
		source: "BasePart.Anchored",
		luau: `${ON_PART} part.Position = Vector3.new(0, 50, 0) task.wait(0.5) return part.Position.Y`,
		expected: 50,
	},
	{
		what: "a part joined to an anchored one does not fall",
		source: "physics/assemblies: an assembly is anchored if one of its parts is",
		luau: `local a, b = makeBlock(Vector3.one, Vector3.new(0, 50, 0)), makeBlock(Vector3.one, Vector3.new(0, 48, 0))
			local weld = Instance.new("WeldConstraint") weld.Part0 = a weld.Part1 = b weld.Parent = a b.Anchored = false
			task.wait(0.5) return b.Position.Y`,
		expected: 48,
	},
	{
		what: "a part rests on what is below it",
		source: "workspace/collisions",
		luau: `local part = makeBlock(Vector3.one * 2, Vector3.new(0, 20, 0)) part.Anchored = false
			task.wait(1) return math.round(part.Position.Y * 10) / 10`,
		expected: 1,
	},
	{
		what: "with CanCollide off it falls through the ground",
		source: "BasePart.CanCollide",
		luau: `local part = makeBlock(Vector3.one, Vector3.new(0, 5, 0)) part.CanCollide = false part.Anchored = false
			task.wait(1) return part.Position.Y < -20`,
		expected: true,
	},
	{
		what: "below FallenPartsDestroyHeight a part's parent is nil",
		source: "Workspace.FallenPartsDestroyHeight",
		luau: `local part = makeBlock(Vector3.one, Vector3.new(0, -490, 0)) part.Anchored = false
			task.wait(0.6) return { part.Parent == nil, workspace.FallenPartsDestroyHeight }`,
		expected: [true, -500],
	},
	{
		what: "the model of a part that fell out of the world goes with its last part",
		source: "Workspace.FallenPartsDestroyHeight",
		luau: `local model = Instance.new("Model") model.Parent = workspace
			local part = makeBlock(Vector3.one, Vector3.new(0, -490, 0)) part.Parent = model part.Anchored = false
			task.wait(0.6) return model.Parent == nil`,
		expected: true,
	},
	{
		what: "an R15 body stands half its root plus HipHeight above the ground",
		source: "Humanoid.HipHeight",
		luau: `local root = players.Alex.Character.HumanoidRootPart
			local humanoid = players.Alex.Character.Humanoid
			return math.abs(root.Position.Y - (root.Size.Y / 2 + humanoid.HipHeight)) < 0.1`,
		expected: true,
	},
	{
		what: "FloorMaterial is that of the floor",
		source: "Humanoid.FloorMaterial",
		luau: `${NPC} makeBlock(Vector3.new(20, 1, 20), Vector3.new(0, 0.5, 0)).Material = Enum.Material.Slate
			task.wait(0.5) return humanoid.FloorMaterial.Name`,
		expected: "Slate",
	},
	{
		what: "FloorMaterial is Air where nothing is below",
		source: "Humanoid.FloorMaterial",
		luau: `${NPC} root.CFrame = CFrame.new(0, 80, 0) task.wait(0.2) return humanoid.FloorMaterial.Name`,
		expected: "Air",
	},
	{
		what: "a humanoid that falls is in Freefall, then Landed, then Running",
		source: "HumanoidStateType",
		luau: `${NPC} local seen = {} humanoid.StateChanged:Connect(function(_, new) table.insert(seen, new.Name) end)
			root.CFrame = CFrame.new(0, 30, 0) task.wait(1.5) return seen`,
		expected: ["Freefall", "Landed", "Running"],
	},
	// Walking.
	{
		what: "MoveTo arrives, and MoveToFinished says true",
		source: "Humanoid:MoveTo",
		luau: `${NPC} humanoid:MoveTo(Vector3.new(10, 0, 0)) return humanoid.MoveToFinished:Wait()`,
		expected: true,
	},
	{
		what: "MoveTo before a wall times out after 8 seconds, with false",
		source: "Humanoid:MoveTo",
		luau: `${NPC} makeBlock(Vector3.new(2, 10, 60), Vector3.new(10, 5, 0)) local began = os.clock()
			humanoid:MoveTo(Vector3.new(30, 0, 0)) local reached = humanoid.MoveToFinished:Wait()
			return { reached, math.round(os.clock() - began), root.Position.X < 9 }`,
		expected: [false, 8, true],
	},
	{
		what: "WalkSpeed is studs a second, 16 by default",
		source: "Humanoid.WalkSpeed",
		luau: `${NPC} humanoid:MoveTo(Vector3.new(100, 0, 0)) task.wait(1)
			return { humanoid.WalkSpeed, math.abs(root.Position.X - 16) < 1.2 }`,
		expected: [16, true],
	},
	{
		what: "MoveTo ends when a script sets the root's CFrame",
		source: "Humanoid:MoveTo",
		luau: `${NPC} humanoid:MoveTo(Vector3.new(100, 0, 0)) task.wait(0.5) root.CFrame = CFrame.new(0, 3, 40) task.wait(0.5)
			return (root.Position - Vector3.new(0, 3, 40)).Magnitude < 0.1`,
		expected: true,
	},
	{
		what: "two walkers do not pass through each other",
		source: "workspace/collisions",
		luau: `local other = makeNpc(nil, Vector3.new(10, 0, 0)) ${NPC} humanoid:MoveTo(Vector3.new(30, 0, 0)) task.wait(1.5)
			return root.Position.X < 9`,
		expected: true,
	},
	{
		what: "they do in groups that do not collide",
		source: "PhysicsService:CollisionGroupSetCollidable",
		luau: `local physics = game:GetService("PhysicsService") physics:RegisterCollisionGroup("Ghosts")
			physics:CollisionGroupSetCollidable("Ghosts", "Ghosts", false)
			local other, _, body = makeNpc(nil, Vector3.new(10, 0, 0)) ${NPC}
			for _, each in { body, model } do
				for _, part in each:GetDescendants() do if part:IsA("BasePart") then part.CollisionGroup = "Ghosts" end end
			end
			humanoid:MoveTo(Vector3.new(30, 0, 0)) task.wait(1.5) return root.Position.X > 15`,
		expected: true,
	},
	{
		what: "an unregistered group collides with all",
		source: "PhysicsService:CollisionGroupsAreCollidable",
		luau: `return game:GetService("PhysicsService"):CollisionGroupsAreCollidable("Default", "NobodyKnows")`,
		expected: true,
	},
	{
		what: "setting an unregistered group's collisions is an error",
		source: "PhysicsService:CollisionGroupSetCollidable",
		luau: `return pcall(function() game:GetService("PhysicsService"):CollisionGroupSetCollidable("NobodyKnows", "Default", false) end)`,
		expected: false,
	},
	{
		what: "a place may have 32 collision groups",
		source: "PhysicsService:GetMaxCollisionGroups",
		luau: `return game:GetService("PhysicsService"):GetMaxCollisionGroups()`,
		expected: 32,
	},
	{
		what: `the group name "Default" is reserved`,
		source: "PhysicsService:RegisterCollisionGroup",
		luau: `return (pcall(function() game:GetService("PhysicsService"):RegisterCollisionGroup("Default") end))`,
		expected: false,
	},
	// Paths.
	{
		what: "a path leads round a wall",
		source: "PathfindingService",
		luau: `${PATH} makeBlock(Vector3.new(2, 12, 60), Vector3.new(20, 6, 0)) path:ComputeAsync(Vector3.new(0, 3, 0), Vector3.new(40, 3, 0))
			${WIDEST}
			return { path.Status.Name, widest > 31.5 }`,
		expected: ["Success", true],
	},
	{
		what: "its waypoints run from the start to the end",
		source: "Path:GetWaypoints",
		luau: `${PATH} path:ComputeAsync(Vector3.new(0, 3, 0), Vector3.new(40, 3, 0)) local points = path:GetWaypoints()
			return { math.round(points[1].Position.X), math.round(points[#points].Position.X), points[2].Action.Name }`,
		expected: [0, 40, "Walk"],
	},
	{
		what: "WaypointSpacing is 4 studs by default",
		source: "characters/pathfinding",
		luau: `local path = game:GetService("PathfindingService"):CreatePath() path:ComputeAsync(Vector3.new(0, 3, 0), Vector3.new(8, 3, 0))
			local xs = {} for _, waypoint in path:GetWaypoints() do table.insert(xs, math.round(waypoint.Position.X)) end return xs`,
		expected: [0, 4, 8],
	},
	{
		what: "with obstacles and no way round there is NoPath, and no waypoint",
		source: "Path",
		luau: `${PATH} for _, z in { -15, 15 } do makeBlock(Vector3.new(32, 12, 2), Vector3.new(60, 6, z)) end
			for _, x in { 45, 75 } do makeBlock(Vector3.new(2, 12, 32), Vector3.new(x, 6, 0)) end
			path:ComputeAsync(Vector3.new(0, 3, 0), Vector3.new(60, 3, 0)) return { path.Status.Name, #path:GetWaypoints() }`,
		expected: ["NoPath", 0],
	},
	{
		what: "a point inside a solid object has NoPath",
		source: "Path",
		luau: `${PATH} makeBlock(Vector3.new(20, 20, 20), Vector3.new(60, 10, 0)) path:ComputeAsync(Vector3.new(0, 3, 0), Vector3.new(60, 10, 0))
			return path.Status.Name`,
		expected: "NoPath",
	},
	{
		what: "a path over 3,000 studs fails",
		source: "characters/pathfinding",
		luau: `${PATH} path:ComputeAsync(Vector3.new(-900, 3, 0), Vector3.new(2101, 3, 0)) return path.Status.Name`,
		expected: "NoPath",
	},
	{
		what: "empty space lower than AgentHeight, 5 studs by default, is not traversable",
		source: "characters/pathfinding",
		luau: `makeBlock(Vector3.new(2, 12, 400), Vector3.new(20, 6, -203)) makeBlock(Vector3.new(2, 12, 400), Vector3.new(20, 6, 203))
			makeBlock(Vector3.new(2, 8, 6), Vector3.new(20, 8, 0)) ${PATH}
			path:ComputeAsync(Vector3.new(0, 3, 0), Vector3.new(40, 3, 0))
			${WIDEST}
			return widest > 100`,
		expected: true,
	},
	{
		what: "what only a jump reaches has NoPath with AgentCanJump false",
		source: "characters/pathfinding",
		luau: `${PATH} makeBlock(Vector3.new(20, 5, 20), Vector3.new(40, 2.5, 0)) path:ComputeAsync(Vector3.new(0, 3, 0), Vector3.new(40, 8, 0))
			return path.Status.Name`,
		expected: "NoPath",
	},
	// Instances.
	{
		what: "a name has at most 100 characters",
		source: "Instance.Name",
		luau: `local folder = Instance.new("Folder") folder.Name = string.rep("x", 150) return #folder.Name`,
		expected: 100,
	},
	{
		what: "Destroy locks the Parent",
		source: "Instance:Destroy",
		luau: `${ON_PART} part:Destroy() return { part.Parent == nil, (pcall(function() part.Parent = workspace end)) }`,
		expected: [true, false],
	},
	{
		what: "Destroy leaves the properties readable",
		source: "Instance:Destroy",
		luau: `${ON_PART} part.Name = "Hello, world" part:Destroy() return part.Name`,
		expected: "Hello, world",
	},
	{
		what: "Destroy destroys the children and disconnects all connections",
		source: "Instance:Destroy",
		luau: `${ON_PART} local child = Instance.new("Folder") child.Parent = part
			local connection = child.Changed:Connect(print) part:Destroy() return { connection.Connected, child.Parent == nil }`,
		expected: [false, true],
	},
	{
		what: "Destroying fires before the instance goes",
		source: "Instance.Destroying",
		luau: `${ON_PART} local there part.Destroying:Connect(function() there = part.Parent == workspace end) part:Destroy() return there`,
		expected: true,
	},
	{
		what: "with deferred events, Destroying fires after it",
		source: "Instance.Destroying",
		luau: `${ON_PART} local there part.Destroying:Connect(function() there = part.Parent == workspace end) part:Destroy()
			task.wait() return there`,
		expected: false,
		deferred: true,
	},
	{
		what: "ClearAllChildren destroys them",
		source: "Instance:ClearAllChildren",
		luau: `${ON_PART} local child = Instance.new("Folder") child.Parent = part part:ClearAllChildren()
			return { #part:GetChildren(), (pcall(function() child.Parent = workspace end)) }`,
		expected: [0, false],
	},
	{
		what: "Clone gives nil for an instance that is not Archivable",
		source: "Instance:Clone",
		luau: `local folder = Instance.new("Folder") folder.Archivable = false return folder:Clone() == nil`,
		expected: true,
	},
	{
		what: "a clone has no parent, and leaves out children that are not Archivable",
		source: "Instance:Clone",
		luau: `${ON_PART} Instance.new("Folder", part).Archivable = false Instance.new("Folder", part) local copy = part:Clone()
			return { copy.Parent == nil, #copy:GetChildren() }`,
		expected: [true, 1],
	},
	{
		what: "a reference to what was also cloned refers to the copy",
		source: "Instance:Clone",
		luau: `local model = Instance.new("Model") local part = Instance.new("Part", model) local value = Instance.new("ObjectValue", model)
			value.Name = "Value" value.Value = part local copy = model:Clone() return copy.Value.Value == copy.Part`,
		expected: true,
	},
	{
		what: "a reference to what was not cloned is kept",
		source: "Instance:Clone",
		luau: `local value = Instance.new("ObjectValue") value.Value = workspace return value:Clone().Value == workspace`,
		expected: true,
	},
	{
		what: "AncestryChanged tells which instance moved, and its new parent",
		source: "Instance.AncestryChanged",
		luau: `local folder = Instance.new("Folder") local child = Instance.new("Folder", folder) local told
			child.AncestryChanged:Connect(function(who, parent) told = { who == folder, parent == workspace } end)
			folder.Parent = workspace return told`,
		expected: [true, true],
	},
	{
		what: "GetFullName leaves out the DataModel",
		source: "Instance:GetFullName",
		luau: `${ON_PART} part.Name = "Door" return part:GetFullName()`,
		expected: "Workspace.Door",
	},
	{
		what: "WaitForChild with a time-out gives nil after it",
		source: "Instance:WaitForChild",
		luau: `local began = os.clock() local child = workspace:WaitForChild("Nothing", 1)
			return { child == nil, math.round(os.clock() - began) }`,
		expected: [true, 1],
	},
	// Attributes and tags.
	{
		what: "an attribute set to nil is gone",
		source: "Instance:SetAttribute",
		luau: `${ON_PART} part:SetAttribute("A", 1) part:SetAttribute("A", nil) return { part:GetAttribute("A") == nil, next(part:GetAttributes()) == nil }`,
		expected: [true, true],
	},
	{
		what: "an attribute's name may not hold a space, begin with RBX or be longer than 100 characters",
		source: "Instance:SetAttribute",
		luau: `${ON_PART} local function set(name) return (pcall(function() part:SetAttribute(name, 1) end)) end
			return { set("two words"), set("RBXown"), set(string.rep("a", 101)), set(string.rep("a", 100)), set("a.b-c/d_e") }`,
		expected: [false, false, false, true, true],
	},
	{
		what: "an attribute of an unsupported type is an error",
		source: "Instance:SetAttribute",
		luau: `${ON_PART} local function set(value) return (pcall(function() part:SetAttribute("A", value) end)) end
			return { set({}), set(workspace), set(Vector3.one) }`,
		expected: [false, false, true],
	},
	{
		what: "AttributeChanged tells the name, also of one that goes",
		source: "Instance.AttributeChanged",
		luau: `${ON_PART} local told = {} part.AttributeChanged:Connect(function(name) table.insert(told, name) end)
			part:SetAttribute("A", 1) part:SetAttribute("A", nil) return told`,
		expected: ["A", "A"],
	},
	{
		what: "CollectionService finds tagged instances of the DataModel only",
		source: "CollectionService:GetTagged",
		luau: `local service = game:GetService("CollectionService") local folder = Instance.new("Folder") folder:AddTag("Probe")
			local before = #service:GetTagged("Probe") folder.Parent = workspace return { before, #service:GetTagged("Probe") }`,
		expected: [0, 1],
	},
	{
		what: "GetInstanceAddedSignal fires when a tagged instance enters the DataModel, and the other when it leaves",
		source: "CollectionService:GetInstanceAddedSignal",
		luau: `local service, told = game:GetService("CollectionService"), {}
			service:GetInstanceAddedSignal("Come"):Connect(function() table.insert(told, "added") end)
			service:GetInstanceRemovedSignal("Come"):Connect(function() table.insert(told, "removed") end)
			local folder = Instance.new("Folder") folder:AddTag("Come") folder.Parent = workspace folder.Parent = nil return told`,
		expected: ["added", "removed"],
	},
	{
		what: "a tag added twice is there once",
		source: "CollectionService:AddTag",
		luau: `${ON_PART} part:AddTag("Twice") part:AddTag("Twice") return #part:GetTags()`,
		expected: 1,
	},
	// Events and threads.
	{
		what: "an immediate event's handler runs before the next line",
		source: "scripting/events/deferred",
		luau: `${ON_PART} local ran = false part.Changed:Connect(function() ran = true end) part.Transparency = 0.5 return ran`,
		expected: true,
	},
	{
		what: "a deferred one does not",
		source: "scripting/events/deferred",
		luau: `${ON_PART} local ran = false part.Changed:Connect(function() ran = true end) part.Transparency = 0.5 local before = ran
			task.wait() return { before, ran }`,
		expected: [false, true],
		deferred: true,
	},
	{
		what: "Disconnect drops handlers that are deferred",
		source: "scripting/events/deferred",
		luau: `${ON_PART} local ran = false local connection = part.Changed:Connect(function() ran = true end)
			part.Transparency = 0.5 connection:Disconnect() task.wait() return ran`,
		expected: false,
		deferred: true,
	},
	{
		what: "Destroy lets them run",
		source: "scripting/events/deferred",
		luau: `${ON_PART} local ran = false part:GetPropertyChangedSignal("Transparency"):Connect(function() ran = true end)
			part.Transparency = 0.5 part:Destroy() task.wait() return ran`,
		expected: true,
		deferred: true,
	},
	{
		what: "Once runs once",
		source: "RBXScriptSignal:Once",
		luau: `${ON_PART} local count = 0 part.Changed:Once(function() count += 1 end) part.Transparency = 0.5 part.Transparency = 0.6 return count`,
		expected: 1,
	},
	{
		what: "events that call each other end at a depth of 10",
		source: "scripting/events/deferred",
		luau: `${ON_PART} local count = 0 part.Changed:Connect(function(name) if name == "Transparency" then count += 1 part.Transparency += 0.001 end end)
			part.Transparency = 0.1 task.wait() return count`,
		expected: 10,
		deferred: true,
	},
	{
		what: "task.spawn runs at once, task.defer at the end, task.delay(0) with the next frame",
		source: "task",
		luau: `local order = {} task.delay(0, function() table.insert(order, "delay") end) task.defer(function() table.insert(order, "defer") end)
			task.spawn(function() table.insert(order, "spawn") end) table.insert(order, "here") task.wait(0.1) return order`,
		expected: ["spawn", "here", "defer", "delay"],
	},
	{
		what: "task.wait gives the time that passed, never less than asked for, and os.clock has moved by it",
		source: "task.wait",
		luau: `local began = os.clock() local passed = task.wait(0.25) return { passed >= 0.25, passed < 0.3, os.clock() > began }`,
		expected: [true, true, true],
	},
	{
		what: "os.clock moves over task.wait(0), wherever in the frame it begins",
		source: "os.clock; task.wait",
		luau: `game:GetService("RunService").PreSimulation:Wait() local began = os.clock() task.wait(0) return os.clock() > began`,
		expected: true,
	},
	{
		what: "a frame's phases come in this order",
		source: "RunService",
		luau: `local run, order = game:GetService("RunService"), {}
			for _, name in { "Heartbeat", "PostSimulation", "PreSimulation", "PreAnimation" } do
				run[name]:Once(function() table.insert(order, name) end)
			end
			task.wait(0.1) return order`,
		expected: ["PreAnimation", "PreSimulation", "PostSimulation", "Heartbeat"],
	},
	{
		what: "task.cancel ends a thread that waits",
		source: "task.cancel",
		luau: `local ran = false local thread = task.delay(0.1, function() ran = true end) task.cancel(thread) task.wait(0.3) return ran`,
		expected: false,
	},
	// Remotes.
	{
		what: "a function in an argument becomes nil",
		source: "scripting/events/remote",
		luau: ECHO("{ call = print, own = 1 }", "call", "own"),
		expected: ["nil", 1],
	},
	{
		what: "a table is copied, without its metatable",
		source: "scripting/events/remote",
		luau: ECHO("setmetatable({ own = 1 }, { __index = { hidden = 2 } })", "own", "hidden"),
		expected: [1, "nil"],
	},
	{
		what: "a key that is no string becomes one",
		source: "scripting/events/remote",
		luau: ECHO("{ [Vector3.one] = true }", "key"),
		expected: ["string"],
	},
	{
		what: "an instance that the receiver does not have is nil",
		source: "scripting/events/remote",
		luau: ECHO(`Instance.new("Folder", game:GetService("ServerStorage"))`, "kind"),
		expected: ["nil"],
	},
];
