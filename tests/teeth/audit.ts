import type { Fault } from "../../scripts/teeth/fault.ts";

/** What would work in a kinder engine and look broken in Roblox. docs/roblox-audit.md names each of these. */

const PROJECT = "default.project.json";
const PLACE_FILE = "tests/repo/place-file.test.ts";
const ROBLOX = "src/server/roblox";
const CLIENT = "src/client/roblox";
const ENGINE = "headless/engine";
const PROBES = "headless/test/probes.test.ts";
const BODIES = "headless/test/engine-bodies.test.ts";
const VISIBLE = "simulator/test/load/always-visible.test.ts";

const place: ReadonlyArray<Fault> = [
	{
		name: "the place has immediate events",
		file: PROJECT,
		find: `"SignalBehavior": "Deferred"`,
		replace: `"SignalBehavior": "Immediate"`,
		covers: { tests: [PLACE_FILE] },
	},
	{
		name: "the place does not stream",
		file: PROJECT,
		find: `"StreamingEnabled": true`,
		replace: `"StreamingEnabled": false`,
		covers: { tests: [PLACE_FILE] },
	},
	{
		name: "the place leaves open whether characters are destroyed",
		file: PROJECT,
		find: `"PlayerCharacterDestroyBehavior": "Enabled",`,
		replace: "",
		covers: { tests: [PLACE_FILE] },
	},
	{
		name: "the place takes as many players as a place that says nothing",
		file: PROJECT,
		find: `"MaxPlayers": 30,`,
		replace: "",
		covers: { tests: [PLACE_FILE] },
	},
	{
		name: "the town has no shadows",
		file: PROJECT,
		find: `"GlobalShadows": true,`,
		replace: "",
		covers: { tests: [PLACE_FILE] },
	},
];

const bodies: ReadonlyArray<Fault> = [
	{
		name: "the name over an NPC's head is seen at the viewer's distance",
		file: `${ROBLOX}/npc-model.ts`,
		find: "humanoid.DisplayDistanceType = Enum.HumanoidDisplayDistanceType.Subject;",
		replace: "",
		covers: { specs: ["roblox.npc-model"] },
	},
	{
		name: "an NPC's body streams in limb by limb",
		file: `${ROBLOX}/npc-model.ts`,
		find: "model.ModelStreamingMode = Enum.ModelStreamingMode.Atomic;",
		replace: "",
		covers: { specs: ["roblox.npc-bodies"] },
	},
	{
		name: "the simple rig has no Animator",
		file: `${ROBLOX}/simple-rig.ts`,
		find: `new Instance("Animator").Parent = humanoid;`,
		replace: "",
		covers: { specs: ["roblox.npc-figure"] },
	},
	{
		name: "an R6 body plays the animations of an R15 body",
		file: "src/shared/animation/body-animation.ts",
		find: "(isR6 ? R6_ANIMATIONS : R15_ANIMATIONS)[name]",
		replace: "R15_ANIMATIONS[name]",
		covers: { specs: ["animation.body-animation"] },
	},
	{
		name: "a player walks where MoveDirection says so, which need not reach the server",
		file: `${ROBLOX}/world-view.ts`,
		find: "isWalking({ root }: Character): boolean { const { X, Z } = root.AssemblyLinearVelocity;",
		replace:
			"isWalking({ humanoid }: Character): boolean { const { X, Z } = humanoid.MoveDirection.mul(humanoid.WalkSpeed);",
		covers: { tests: ["tests/repo/players-seen.test.ts"] },
	},
	{
		name: "a walk of more than eight seconds is over",
		file: `${ROBLOX}/npc-walk.ts`,
		find: "else if (now - this.issuedAt >= MOTION.reissueSeconds) this.step();",
		replace: "",
		covers: { specs: ["roblox.npc-motion"] },
	},
];

const chat: ReadonlyArray<Fault> = [
	{
		name: "a line is heard once for each player who receives it",
		file: "src/server/chat/player-text.ts",
		find: "return messageId === undefined || this.dedupe.accept(playerEntityId(userId), messageId);",
		replace: "return messageId === undefined || userId !== 0;",
		covers: { specs: ["chat.chat-service"] },
	},
	{
		name: "Chatted is heard beside the channel",
		file: `${ROBLOX}/chat-source.ts`,
		find: "if (channel !== undefined) return listenToChannel",
		replace: "if (channel !== undefined) listenToChannel",
		covers: { tests: ["simulator/test/load/lines-not-for-npcs.test.ts"] },
	},
	{
		name: "the first lines are displayed before the chat can show any",
		file: `${CLIENT}/chat-ui.ts`,
		find: "while (!isMounted() && os.clock() < deadline) task.wait(options.uiLookSeconds);",
		replace: "",
		covers: { tests: [VISIBLE] },
	},
	{
		name: "a typing bubble stays beside the answer",
		file: `${CLIENT}/bubble-display.ts`,
		find: "if (ok) return () => attachment.Destroy();",
		replace: "if (ok) return () => {};",
		covers: { specs: ["roblox.bubble-display"] },
	},
	{
		name: "a configuration of bubbles that replicates late is left as it is",
		file: `${CLIENT}/configure-chat.ts`,
		find: "configure(child as Instances[T]);",
		replace: "",
		covers: { specs: ["roblox.text-chat"] },
	},
	{
		name: "NPCs are mute on consoles",
		file: `${CLIENT}/chat-ui.ts`,
		find: "const hasChat = !isConsole && ",
		replace: "const hasChat =",
		covers: { tests: [VISIBLE] },
	},
	{
		name: "a player who may not chat is told so again and again",
		file: "src/server/chat/chat-permissions.ts",
		find: "if (!mayChat && !known.isTold)",
		replace: "if (!mayChat)",
		covers: { specs: ["chat.chat-permissions"] },
	},
	{
		name: "an NPC that gets a new body has no prompt",
		file: `${ROBLOX}/talk-prompts.ts`,
		find: `trove.connect(CollectionService.GetInstanceAddedSignal("Npc"), add);`,
		replace: "",
		covers: { tests: ["simulator/test/load/streamed-prompt.test.ts"] },
	},
	{
		name: "a body gets a second prompt",
		file: `${ROBLOX}/talk-prompts.ts`,
		find: "if (root === undefined || root.FindFirstChild(NAME) !== undefined) return undefined;",
		replace: "if (root === undefined) return undefined;",
		covers: { specs: ["roblox.talk-prompts"] },
	},
];

const http: ReadonlyArray<Fault> = [
	{
		name: "a request whose Timeout the engine refuses is never sent",
		file: `${ROBLOX}/http.ts`,
		find: "refusedSeconds = seconds; return sendOnce(options);",
		replace: "return result;",
		covers: { tests: ["simulator/test/load/engine-limits.test.ts"] },
	},
	{
		name: "a request whose connection was reset counts as one that never left",
		file: "src/server/net/unsent.ts",
		find: `["DnsResolve", "noConnection"],`,
		replace: `["DnsResolve", "noConnection"], ["NetFail", "noConnection"],`,
		covers: { specs: ["net.unsent"] },
	},
];

const engine: ReadonlyArray<Fault> = [
	{
		name: "the engine keeps names of any length",
		file: `${ENGINE}/instance/records.luau`,
		find: "if #name <= NAME_CHARACTERS then",
		replace: "if true then",
		covers: { tests: [PROBES] },
	},
	{
		name: "the engine's clock stands still over a wait within a frame",
		file: `${ENGINE}/clock.luau`,
		find: "clock.within = TRACE_SECONDS",
		replace: "clock.within = 0",
		covers: { tests: [PROBES] },
	},
	{
		name: "the engine mounts the chat on consoles",
		file: `${ENGINE}/classes/text-chat/chat-ui.luau`,
		find: "if client.loadedAt == nil or chatUi.isTenFoot(client) then",
		replace: "if client.loadedAt == nil then",
		covers: { tests: [PROBES] },
	},
	{
		name: "the engine's chat shows lines from the first moment on",
		file: `${ENGINE}/classes/text-chat/chat-ui.luau`,
		find: "return clock.now - client.loadedAt >= (client.world.options.chatMountSeconds or DEFAULT_MOUNT_SECONDS)",
		replace: "return true",
		covers: { tests: [PROBES] },
	},
	{
		name: "the engine reports a connection that was reset as one that never opened",
		file: `${ENGINE}/classes/http/exchange.luau`,
		find: `other = "HttpError: NetFail",`,
		replace: `other = "HttpError: ConnectFail",`,
		covers: { tests: [PROBES] },
	},
	{
		name: "the engine lets any number of requests out at once",
		file: `${ENGINE}/classes/http/exchange.luau`,
		find: "if underWay >= (options.requestsAtOnce or math.huge) then",
		replace: "if false then",
		covers: { tests: [PROBES] },
	},
	{
		name: "the engine fails at once where requests over the limit should stall",
		file: `${ENGINE}/classes/http/exchange.luau`,
		find: "peer.scheduler:wait(STALL_SECONDS)",
		replace: "peer.scheduler:wait(0)",
		covers: { tests: [PROBES] },
	},
	{
		name: "the engine shows bubbles at any distance from the camera",
		file: `${ENGINE}/classes/text-chat/display.luau`,
		find: `if distance == nil or distance > records.get(settings, "MaxDistance") then`,
		replace: "if distance == nil then",
		covers: { tests: [PROBES] },
	},
	{
		name: "the engine destroys every character that goes",
		file: `${ENGINE}/classes/characters/loading.luau`,
		find: "if player.peer.destroysCharacters then",
		replace: "if true then",
		covers: { tests: [BODIES] },
	},
	{
		name: "the engine's models from a description have no script Animate",
		file: `${ENGINE}/classes/characters/dress.luau`,
		find: "addAnimate(model, description)\nend",
		replace: "end",
		covers: { tests: [BODIES] },
	},
	{
		name: "the engine's Chatted never tells of commands",
		file: `${ENGINE}/classes/text-chat/chat-commands.luau`,
		find: "if player and client.world.options.commandsChatted then",
		replace: "if false then",
		covers: { tests: ["headless/test/engine-text-chat.test.ts"] },
	},
];

export default [...place, ...bodies, ...chat, ...http, ...engine] satisfies ReadonlyArray<Fault>;
