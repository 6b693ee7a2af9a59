import type { Fault } from "../../scripts/teeth/fault.ts";

const RULES = "src/server/rules";

const company: ReadonlyArray<Fault> = [
	{
		name: "members part at the distance at which they join",
		file: `${RULES}/company/clusters.ts`,
		find: "splitParty(party, now, options);",
		replace: "splitParty(party, now, { ...options, partStuds: options.joinStuds });",
		covers: { specs: ["rules.company.cluster"] },
	},
	{
		name: "who leaves the server stays in company for the grace",
		file: `${RULES}/company/clusters.ts`,
		find: "bodies.removeGone(goneIds, now);",
		replace: "bodies.removeGone([], now);",
		covers: { specs: ["rules.company.cluster"] },
	},
	{
		name: "a newcomer displaces a member who is hardly farther from the middle",
		file: `${RULES}/company/cluster-displace.ts`,
		find: "if (farness <= distance + options.displaceStuds) return undefined;",
		replace: "if (farness <= distance) return undefined;",
		covers: { specs: ["rules.company.cluster"] },
	},
	{
		name: "the smaller of two parties that meet keeps its cluster",
		file: `${RULES}/company/cluster-party.ts`,
		find: "if (a.size() !== b.size()) return a.size() > b.size();",
		replace: "",
		covers: { specs: ["rules.company.cluster"] },
	},
	{
		name: "a member who comes back stays on the list of those who left",
		file: `${RULES}/company/group-view.ts`,
		find: "this.departures = this.departures.filter((departure) => departure.id !== entity.id);",
		replace: "",
		covers: { specs: ["rules.company.groups"] },
	},
	{
		name: "a name stays taken when its owner has left",
		file: `${RULES}/company/group-view.ts`,
		find: "this.present.delete(id); this.names.release(id);",
		replace: "this.present.delete(id);",
		covers: { specs: ["rules.company.groups"] },
	},
	{
		name: "a forgotten player who has left stays on the list of those who left",
		file: `${RULES}/company/group-view.ts`,
		find: "this.departures = departures;",
		replace: "",
		covers: { specs: ["rules.company.groups"] },
	},
	{
		name: "who stands near but in another cluster hears nothing",
		file: `${RULES}/company/hearing.ts`,
		find: "if (distance <= (together ? options.earshotStuds : options.alwaysStuds)) {",
		replace: "if (together && distance <= options.earshotStuds) {",
		covers: { specs: ["rules.company.hearing"] },
	},
	{
		name: "an NPC does not know of a player whom another NPC has told it of",
		file: `${RULES}/company/acquaintances.ts`,
		find: "for (const userId of this.byNpc.get(speakerNpcId) ?? new Set<number>()) this.usersOf(npcId).add(userId);",
		replace: "",
		covers: { specs: ["rules.company.acquaintances"] },
	},
];

const space: ReadonlyArray<Fault> = [
	{
		name: "the time in a new place counts from the leaving of the old one",
		file: `${RULES}/space/locations.ts`,
		find: "now - presence.targetSince >= options.dwellSeconds",
		replace: "now - presence.awaySince >= options.dwellSeconds",
		covers: { specs: ["rules.space.locations"] },
	},
	{
		name: "of two zones around a point the larger one wins",
		file: `${RULES}/space/zone-map.ts`,
		find: "a.volume < b.volume",
		replace: "a.volume > b.volume",
		covers: { specs: ["rules.space.locations"] },
	},
	{
		name: "a turned zone is turned the wrong way round",
		file: `${RULES}/space/zone-geometry.ts`,
		find: "x: x * r[0] + y * r[3] + z * r[6], y: x * r[1] + y * r[4] + z * r[7], z: x * r[2] + y * r[5] + z * r[8],",
		replace:
			"x: x * r[0] + y * r[1] + z * r[2], y: x * r[3] + y * r[4] + z * r[5], z: x * r[6] + y * r[7] + z * r[8],",
		covers: { specs: ["rules.space.zone-geometry"] },
	},
];

const conduct: ReadonlyArray<Fault> = [
	{
		name: "a patrol tries a waypoint that cannot be reached for ever",
		file: `${RULES}/behaviour/step-behaviour.ts`,
		find: `state.nextWaypoint + (walk.action === "Patrol" ? 1 : 0)`,
		replace: `state.nextWaypoint + (walk.action === "Patrol" && walkEnd === "reached" ? 1 : 0)`,
		covers: { specs: ["rules.behaviour"] },
	},
	{
		name: "slow bleeding is never told, because health is compared with the last look",
		file: `${RULES}/status/status-tracker.ts`,
		find: "if (text === before?.text) return undefined;",
		replace:
			"if (before !== undefined && text === before.text) { reported.set(npc.id, { ...before, healthPercent: actual }); return undefined; }",
		covers: { specs: ["rules.status.status-tracker"] },
	},
	{
		name: "a backslash in a status value is not escaped",
		file: `${RULES}/status/status.ts`,
		find: String.raw`value.gsub("[\\|:]", "\\%0")[0]`,
		replace: String.raw`value.gsub("[|:]", "\\%0")[0]`,
		covers: { specs: ["rules.status.status"] },
	},
	{
		name: "an NPC falls asleep in the middle of a talk when its partner walks off",
		file: `${RULES}/load/attention.ts`,
		find: `const to = isTalking(id) ? "awake" : tierAt(nearestStuds, from, reach);`,
		replace: "const to = tierAt(nearestStuds, from, reach);",
		covers: { specs: ["rules.load.attention"] },
	},
	{
		name: "an NPC on the edge of sight falls asleep and wakes with every step of a player",
		file: `${RULES}/load/attention.ts`,
		find: `before === "awake" || before === "drowsy" ? hysteresisStuds : 0`,
		replace: `before === "awake" ? hysteresisStuds : 0`,
		covers: { specs: ["rules.load.attention"] },
	},
	{
		name: "slow frames with calm between them add up to a load",
		file: `${RULES}/load/load-level.ts`,
		find: "return { state: { level }, causes: [] };",
		replace: "return { state, causes: [] };",
		covers: { specs: ["rules.load.load-level"] },
	},
];

const talk: ReadonlyArray<Fault> = [
	{
		name: "a longer name does not hide a shorter one inside it",
		file: `${RULES}/talk/address.ts`,
		find: "other.id !== match.id && isInside(match, other)",
		replace: "false",
		covers: { specs: ["rules.talk.address"] },
	},
	{
		name: "a name without its accents is only a typo",
		file: `${RULES}/talk/address.ts`,
		find: 'if (word.plain === part.plain) likeness = likeness === "exact" ? "plain" : likeness; else if',
		replace: "if",
		covers: { specs: ["rules.talk.address"] },
	},
	{
		name: "an NPC says the number of a namesake aloud",
		file: "src/server/talk/npc-voice.ts",
		find: "withSpokenNames(text, this.keysOf(turn))",
		replace: "text",
		covers: { specs: ["town-namesakes"] },
	},
	{
		name: "a player may have an NPC's name",
		file: `${RULES}/company/group-names.ts`,
		find: "npcNames.has(read) || ",
		replace: "",
		covers: { specs: ["rules.company.groups"] },
	},
	{
		name: "a misspelled word is no word of the crisis rule",
		file: `${RULES}/talk/crisis/lexicon.ts`,
		find: "if (isTypoOf(word, known)) return known;",
		replace: "if (isTypoOf(word, known) && word === known) return known;",
		covers: { specs: ["rules.talk.crisis"] },
	},
	{
		name: "a harmless phrase hides a crisis in the same line",
		file: `${RULES}/talk/crisis/judge.ts`,
		find: "harmless.some((other) => overlaps(match, other))",
		replace: "!harmless.isEmpty()",
		covers: { specs: ["rules.talk.crisis"] },
	},
	{
		name: "a word of a game hides every crisis in its line",
		file: `${RULES}/talk/crisis/judge.ts`,
		find: "const isGame = !isReal && ",
		replace: "const isGame = ",
		covers: { specs: ["rules.talk.crisis"] },
	},
	{
		name: "letters with spaces between them are no word",
		file: `${RULES}/talk/crisis/spelling.ts`,
		find: "letters.size() >= MIN_SPELLED_OUT",
		replace: "letters.isEmpty()",
		covers: { specs: ["rules.talk.crisis"] },
	},
	{
		name: "a pattern of the crisis rule reaches over the end of a sentence",
		file: `${RULES}/talk/crisis/spelling.ts`,
		find: "if (isEnd || chunk === BREAK) words.push(BREAK);",
		replace: "if (isEnd && chunk === BREAK) words.push(BREAK);",
		covers: { specs: ["rules.talk.crisis"] },
	},
	{
		name: "NPCs talk to one another without end",
		file: `${RULES}/talk/turn-director.ts`,
		find: "hops.set(named.id, soFar + 1);",
		replace: "hops.set(named.id, soFar);",
		covers: { specs: ["rules.talk.turn-director"] },
	},
	{
		name: "an NPC answers a line that calls a player by name",
		file: `${RULES}/talk/turn-director.ts`,
		find: `if (named === undefined) return { kind: "silence", reason: "forSomebodyElse" }; return { kind: "answer", npc: named.id, reason: "addressed" };`,
		replace: `if (named !== undefined) return { kind: "answer", npc: named.id, reason: "addressed" };`,
		covers: { specs: ["rules.talk.turn-director"] },
	},
	{
		name: "lines of a turn that never arrived are told after those heard since",
		file: `${RULES}/talk/mailbox.ts`,
		find: "this.lines = [...mail.lines, ...this.lines];",
		replace: "this.lines = [...this.lines, ...mail.lines];",
		covers: { specs: ["rules.talk.mailbox"] },
	},
	{
		name: "a full mailbox drops the lines that ask for an answer before those that were overheard",
		file: `${RULES}/talk/mailbox.ts`,
		find: "const dropped = [...overheard, ...asking]",
		replace: "const dropped = [...asking, ...overheard]",
		covers: { specs: ["rules.talk.mailbox"] },
	},
	{
		name: "a line is answered two minutes late, when the mind is back",
		file: `${RULES}/talk/mailbox.ts`,
		find: "now - line.at > this.options.maxWaitSeconds",
		replace: "now - line.at > this.options.maxLineAgeSeconds",
		covers: { specs: ["rules.talk.mailbox"] },
	},
	{
		name: "a player's name can hold the marks of a turn's headings",
		file: `${RULES}/talk/turn-content.ts`,
		find: String.raw`words.gsub("[%[%]{}<>|\\]", " ")[0].gsub(" +", " ")[0]`,
		replace: `words.gsub(" +", " ")[0]`,
		covers: { specs: ["rules.talk.turn-content"] },
	},
	{
		name: "the limit of a reply's length counts all replies of the NPC",
		file: `${RULES}/talk/speech-gate.ts`,
		find: "this.turnChars = 0;",
		replace: "",
		covers: { specs: ["rules.talk.speech-gate"] },
	},
	{
		name: "a line typed twice is taken for one line reported twice",
		file: `${RULES}/talk/line-dedupe.ts`,
		find: "memory.unpaired = memory.unpaired.filter((_, index) => index !== at);",
		replace: "",
		covers: { specs: ["rules.talk.line-dedupe"] },
	},
	{
		name: "every NPC of a crowd greets a newcomer",
		file: `${RULES}/talk/greetings.ts`,
		find: "greetedAt.set(playerId, now);",
		replace: "",
		covers: { specs: ["rules.talk.greetings"] },
	},
	{
		name: "a thought that is never closed is said aloud",
		file: `${RULES}/text/sentences.ts`,
		find: `const open = closed.gsub("<think>.*$", "")[0];`,
		replace: "const open = closed;",
		covers: { specs: ["rules.text.sentences"] },
	},
	{
		name: "what stands before a lone end of a thought is said",
		file: `${RULES}/reply/machinery.ts`,
		find: "this.retracts = true;",
		replace: "",
		covers: { specs: ["rules.reply"] },
	},
	{
		name: "what another says goes on to be said after the first sentence",
		file: `${RULES}/reply/floor.ts`,
		find: 'const last: Floor = current === "stage" ? floor : current;',
		replace: "const last: Floor = floor;",
		covers: { specs: ["rules.reply"] },
	},
	{
		name: "an NPC may ask a child to meet alone",
		file: `${RULES}/reply/unfit.ts`,
		find: '"meet .*alone",',
		replace: "",
		covers: { specs: ["rules.reply"] },
	},
];

export default [...company, ...space, ...conduct, ...talk] satisfies ReadonlyArray<Fault>;
