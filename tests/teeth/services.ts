import type { Fault } from "../../scripts/teeth/fault.ts";

const SERVER = "src/server";

const perceptionAndNpcs: ReadonlyArray<Fault> = [
	{
		name: "what happened around a forgotten player is told to the new mind",
		file: `${SERVER}/perception/perception-service.ts`,
		find: "events.forget(npcId); descriptions.takeCompanyEvents(npcId);",
		replace: "descriptions.takeCompanyEvents(npcId);",
		covers: { specs: ["town-forget", "specs.perception"] },
	},
	{
		name: "the new mind is told that the forgotten player has left",
		file: `${SERVER}/perception/perception-service.ts`,
		find: "events.forget(npcId); descriptions.takeCompanyEvents(npcId);",
		replace: "events.forget(npcId);",
		covers: { specs: ["town-forget", "specs.perception"] },
	},
	{
		name: "a departure waits for its turn like any change of company",
		file: `${SERVER}/perception/descriptions.ts`,
		find: `departure: "urgent",`,
		replace: `departure: "normal",`,
		covers: { specs: ["specs.perception"] },
	},
	{
		name: "a new agent is not told what the one before it knew",
		file: `${SERVER}/npcs/npc-agent.ts`,
		find: "if (!agent.resumed) blocks.resendAll(this.npcId);",
		replace: "",
		covers: { specs: ["npcs.npc-manager"] },
	},
	{
		name: "memory is written to an agent that is not there any more",
		file: `${SERVER}/npcs/npc-agent.ts`,
		find: "blocks.hold(this.npcId);",
		replace: "",
		covers: { specs: ["npcs.npc-manager"] },
	},
	{
		name: "an erasure without an agent here succeeds although an agent may remember",
		file: `${SERVER}/npcs/npc-agents.ts`,
		find: "if (agent === undefined) return onErased(options.forgetOnRelease);",
		replace: "if (agent === undefined) return onErased(true);",
		covers: { specs: ["npcs.npc-manager", "town-forget"] },
	},
	{
		name: "a body that comes after its NPC was destroyed stays in the world",
		file: `${SERVER}/npcs/embodiment.ts`,
		find: `if (this.isOver) return result.kind === "ok" ? result.body.destroy() : undefined;`,
		replace: "",
		covers: { specs: ["npcs.npc-manager"] },
	},
	{
		name: "an NPC that wakes is caught up only with the next look at the world",
		file: `${SERVER}/npcs/attention-service.ts`,
		find: "if (hasWoken) this.deps.blocks.step(this.deps.clock.now());",
		replace: "",
		covers: { specs: ["npcs.attention-service", "town-attention"] },
	},
];

const chatAndTalk: ReadonlyArray<Fault> = [
	{
		name: "the crisis check stands behind the rate limit and the off switch",
		file: `${SERVER}/chat/player-text.ts`,
		find: "if (isCrisis(start)) return this.deps.onCrisis(line.userId); const text = this.deps.inbound.accept(line.userId, line.text);",
		replace:
			"const text = this.deps.inbound.accept(line.userId, line.text); if (text === undefined || !this.deps.switch.isOn()) return; if (isCrisis(start)) return this.deps.onCrisis(line.userId);",
		covers: { specs: ["chat.chat-service"] },
	},
	{
		name: "a line that waits for the filter reaches NPCs after its player was forgotten",
		file: `${SERVER}/chat/filter-queues.ts`,
		find: "if (isKnown() && this.deps.switch.isOn()) {",
		replace: "if (this.deps.switch.isOn()) {",
		covers: { specs: ["chat.chat-service", "town-forget"] },
	},
	{
		name: "only the nearest of the listeners reads an NPC's line",
		file: `${SERVER}/chat/npc-text.ts`,
		find: "for (const userId of listeners()) { this.giveNotice(userId, npcId, displayName);",
		replace: "for (const userId of [listeners()[0]]) { this.giveNotice(userId, npcId, displayName);",
		covers: { specs: ["chat.chat-service"] },
	},
	{
		name: "a line of which the filter left nothing but hashes is passed on",
		file: `${SERVER}/chat/filter-queues.ts`,
		find: "!isBlank(result.text) && !isFilteredAway(result.text)",
		replace: "!isBlank(result.text)",
		covers: { specs: ["chat.chat-service"] },
	},
	{
		name: "what an NPC had still to say is said after it has forgotten the player",
		file: `${SERVER}/talk/npc-mind.ts`,
		find: "this.voice.drop();",
		replace: "",
		covers: { specs: ["town-forget", "specs.talk"] },
	},
	{
		name: "an agent answers from a memory that is older than the turn",
		file: `${SERVER}/talk/npc-mind.ts`,
		find: "this.deps.blocks.flush(npcId, now);",
		replace: "",
		covers: { specs: ["town-talk", "specs.town"] },
	},
	{
		name: "the lines of a turn that never arrived are lost",
		file: `${SERVER}/talk/npc-mind.ts`,
		find: "this.mailbox.giveBack();",
		replace: "this.mailbox.done();",
		covers: { specs: ["town-talk", "specs.town"] },
	},
	{
		name: "a player who asked is met by silence when the whole reply was withheld",
		file: `${SERVER}/talk/npc-mind.ts`,
		find: "this.voice.giveWords(turn);",
		replace: "",
		covers: { specs: ["town-withheld", "specs.talk"] },
	},
	{
		name: "a player's new line waits for the end of a long reply",
		file: `${SERVER}/talk/npc-mind.ts`,
		find: "if (isFromPlayer) this.breakOff();",
		replace: "",
		covers: { specs: ["specs.talk"] },
	},
	{
		name: "a reply that was withdrawn is thought to its end",
		file: `${SERVER}/talk/npc-mind.ts`,
		find: "if (this.turn === turn) this.deps.letta.cancelTurn(npcId, turnId);",
		replace: "",
		covers: { specs: ["town-talk", "specs.town"] },
	},
	{
		name: "lines that no NPC hears use up a player's lines",
		file: `${SERVER}/talk/player-hearing.ts`,
		find: `if (hearers.isEmpty()) return; if (!this.rate.take(line.entityId, clock.now())) return this.hint(hearers[0], line.entityId, "tooFast");`,
		replace: `if (!this.rate.take(line.entityId, clock.now())) return hearers.isEmpty() ? undefined : this.hint(hearers[0], line.entityId, "tooFast"); if (hearers.isEmpty()) return;`,
		covers: { specs: ["town-talk", "specs.talk"] },
	},
	{
		name: "a player goes on talking to an NPC that is destroyed",
		file: `${SERVER}/talk/conversation-service.ts`,
		find: "talks.forget(npc.entityId);",
		replace: "",
		covers: { specs: ["town-talk", "specs.talk"] },
	},
	{
		name: "a reply that was cut short calls another NPC for an answer",
		file: `${SERVER}/talk/npc-hearing.ts`,
		find: "if (isCutShort === true) return undefined;",
		replace: "",
		covers: { specs: ["town-talk", "town-withheld", "specs.talk"] },
	},
	{
		name: "an NPC greets a player with whom it talks",
		file: `${SERVER}/talk/greeting-service.ts`,
		find: "if (talks.isThinking(npc.entityId) || deps.partnerOf(npc) !== undefined) return undefined;",
		replace: "if (talks.isThinking(npc.entityId)) return undefined;",
		covers: { specs: ["town-talk", "specs.talk"] },
	},
];

const running: ReadonlyArray<Fault> = [
	{
		name: "after a failed erasure a second request finds nobody and reports success",
		file: `${SERVER}/forgetting/forget-player.ts`,
		find: "if (ok) startAnew(npcId);",
		replace: "startAnew(npcId);",
		covers: { specs: ["town-forget", "specs.forgetting"] },
	},
	{
		name: "an NPC that forgot everybody does not know who stands beside it",
		file: `${SERVER}/forgetting/forget-player.ts`,
		find: "for (const { id } of perception.companyOf(npcId)) acquaintances.met(npcId, id);",
		replace: "",
		covers: { specs: ["town-forget", "specs.forgetting"] },
	},
	{
		name: "a forgotten player who joins again has no name",
		file: `${SERVER}/forgetting/nameless-players.ts`,
		find: "userIds.delete(userId);",
		replace: "",
		covers: { specs: ["town-forget", "specs.forgetting"] },
	},
	{
		name: "a loaded server still writes drowsy NPCs' memory as often",
		file: `${SERVER}/operations/create-operations.ts`,
		find: "blocks.setDrowsyScale(drowsyIntervalScale);",
		replace: "",
		covers: { specs: ["town-operations"] },
	},
	{
		name: "the command log shows the oldest lines",
		file: `${SERVER}/operations/operator-reports.ts`,
		find: "index >= all.size() - wanted",
		replace: "index < wanted",
		covers: { specs: ["operations.operator-commands", "town-operations"] },
	},
	{
		name: "the minute's line counts all turns since the start",
		file: `${SERVER}/operations/minute-log.ts`,
		find: "lastSent = turns.sent;",
		replace: "",
		covers: { specs: ["operations.resource-monitor"] },
	},
	{
		name: "a warning waits for its batch",
		file: `${SERVER}/log/logger-service.ts`,
		find: "RANK[level] >= RANK.warn ||",
		replace: "RANK[level] > RANK.warn ||",
		covers: { specs: ["log.logger-service"] },
	},
	{
		name: "a secret with a full stop in it hides what only looks like it, and one with a percent sign breaks the log",
		file: `${SERVER}/log/redact.ts`,
		find: `value.gsub("%p", "%%%0")[0]`,
		replace: "value",
		covers: { specs: ["log.logger-service"] },
	},
];

const wiring: ReadonlyArray<Fault> = [
	{
		name: "turns are checked against the hour's limit and never counted",
		file: `${SERVER}/create-town.ts`,
		find: "spend: spending.take ",
		replace: "spend: spending.mayTake ",
		covers: { specs: ["town-operations", "specs.town"] },
	},
	{
		name: "what turns cost is not counted",
		file: `${SERVER}/create-town.ts`,
		find: "const { letta } = meter;",
		replace: "const { letta } = ports;",
		covers: { specs: ["town-operations", "specs.town"] },
	},
	{
		name: "agents of a session outlive it, and those that should remember are deleted",
		file: `${SERVER}/create-town.ts`,
		find: `forgetOnDestroy: config.MemoryMode === "session"`,
		replace: `forgetOnDestroy: config.MemoryMode !== "session"`,
		covers: { specs: ["specs.town"] },
	},
	{
		name: "a forgotten player's name comes back with their next line",
		file: `${SERVER}/create-town.ts`,
		find: "source: nameless.chatSource,",
		replace: "source: ports.chatSource,",
		covers: { specs: ["town-forget"] },
	},
	{
		name: "minutes of talk are taken for seconds",
		file: `${SERVER}/create-town.ts`,
		find: "config.MaxTalkMinutes * 60",
		replace: "config.MaxTalkMinutes",
		covers: { specs: ["town-talk", "specs.town"] },
	},
	{
		name: "a server that closes leaves its agents behind",
		file: `${SERVER}/create-town.ts`,
		find: "npcs.destroyAll();",
		replace: "",
		covers: { specs: ["specs.town"] },
	},
	{
		name: "an NPC that was destroyed stays in everybody's company for a while",
		file: `${SERVER}/create-town.ts`,
		find: `if (npc.state === "destroyed" && !stopping) perception.removeNpc(npc.definition.npcId);`,
		replace: "",
		covers: { specs: ["specs.town"] },
	},
	{
		name: "remotes that only the server may fire are not guarded",
		file: `${SERVER}/start-town.ts`,
		find: `guardRemotes((userId) => inbound.drop(userId, "remote"));`,
		replace: "",
		covers: { tests: ["simulator/test/load/hostile/hostile-client.test.ts"] },
	},
];

export default [...perceptionAndNpcs, ...chatAndTalk, ...running, ...wiring] satisfies ReadonlyArray<Fault>;
