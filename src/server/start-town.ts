import type { LettaConfig } from "server/config/letta-config";
import { createBodies } from "server/create-bodies";
import { createLetta } from "server/create-letta";
import { createSelfCheck } from "server/create-self-check";
import { createTown, type Town } from "server/create-town";
import { ensureChatChannel } from "server/roblox/chat-channels";
import { createChatDisplay } from "server/roblox/chat-display";
import { createChatPermission } from "server/roblox/chat-permission";
import { createChatSource } from "server/roblox/chat-source";
import { createClock } from "server/roblox/clock";
import { createEnabledSwitch } from "server/roblox/letta-config-source";
import { json } from "server/roblox/json";
import { createLocationParts } from "server/roblox/location-parts";
import { writeToOutput } from "server/roblox/log-output";
import { readNpcDefinitions } from "server/roblox/npc-definitions";
import { createNpcWaypoints } from "server/roblox/npc-waypoints";
import { operatorConsole } from "server/roblox/operator-console";
import { clockOf } from "server/operations/rooms";
import { emoteCommand } from "server/operations/emote-command";
import { createStepMeter } from "server/operations/step-meter";
import { profiler } from "server/roblox/profiler";
import { reportContent } from "server/roblox/place-content";
import { createPlayerAppearance } from "server/roblox/player-appearance";
import { publishTotals } from "server/roblox/published-totals";
import { createRandom } from "server/roblox/random";
import { guardRemotes, listenForSeenLines } from "server/roblox/remote-guard";
import { onShutdown } from "server/roblox/server";
import { createTalkPrompts } from "server/roblox/talk-prompts";
import { createTextFilter } from "server/roblox/text-filter";
import { createThreads } from "server/roblox/threads";
import { vitals } from "server/roblox/vitals";
import { createWorldView } from "server/roblox/world-view";
import { forgetCommand } from "server/forgetting/forget-player";
import { ChannelWatch } from "server/chat/channel-watch";
import { createInboundLimits } from "server/chat/inbound-limits";
import { createLogger, type LoggerService } from "server/log/logger-service";
import type { Clock, Log } from "server/ports";
import { CHANNEL_WATCH, INBOUND, LOGGING, TALK_WORK } from "server/constants/operations";
import { FrameBudget } from "server/net/frame-budget";
import { SlicedWork, type SlicedWorkDeps } from "server/net/sliced-work";
import { InPieces } from "server/rules/load/in-pieces";

/** Seconds that the engine gets to run the last callbacks, besides the time for closing. */
const SHUTDOWN_MARGIN_SECONDS = 1;

/** What stands between clients and the town. */
function guardClients(clock: Clock, logger: LoggerService) {
	const inbound = createInboundLimits({ clock, log: logger.category("guard") });
	const channelWatch = new ChannelWatch({ clock, log: logger.category("chat") });
	const onDropped = (userId: number) => inbound.drop(userId, "remote");
	const onSeen = (userId: number) => channelWatch.noteSeen(userId);
	guardRemotes(onDropped);
	listenForSeenLines({ now: clock.now, rate: CHANNEL_WATCH.reportRate, onSeen, onDropped });
	publishTotals(clock, {
		name: "InboundDrops",
		everySeconds: INBOUND.publishSeconds,
		totals: inbound.totals,
	});
	return { inbound, onHeard: (userId: number) => channelWatch.noteHeard(userId) };
}

/** Lets the place's NPCs move in, and tells what is wrong with the place's content: a piece in each frame. */
function populate(town: Town, log: Log, deps: SlicedWorkDeps): void {
	const work = new InPieces((breathe) => {
		const definitions = readNpcDefinitions(log, breathe);
		town.populate(definitions);
		reportContent(definitions, log, breathe);
	});
	new SlicedWork(deps, (mayGoOn) => work.workWhile(mayGoOn)).run();
}

/**
 * Wires the town to the engine and starts it. Does not yield.
 *
 * @returns undefined, or why the town cannot start
 */
export function startTown(config: LettaConfig): string | undefined {
	let onThreadError = (message: string) => warn(message);
	const threads = createThreads((message) => onThreadError(message));
	const clock = createClock(threads);
	const steps = createStepMeter(profiler, clock);
	const logger = createLogger(
		{ clock: clockOf(clock, steps, "log"), sink: writeToOutput },
		{ ...LOGGING, level: config.LogLevel },
	);
	onThreadError = logger.category("thread").error;

	const budget = new FrameBudget(clock.now);
	const talkBudget = new FrameBudget(clock.now, TALK_WORK);
	const random = createRandom();
	const way = createLetta(config, {
		clock: clockOf(clock, steps, "letta"),
		random,
		threads,
		logger,
		replyBudget: talkBudget,
		workBudget: budget,
		profiler: steps,
	});
	if (way.kind === "problem") return way.message;

	const npcLog = logger.category("npc");
	const worldLog = logger.category("world");
	const chatLog = logger.category("chat");
	ensureChatChannel({ threads, log: chatLog });
	const { inbound, onHeard } = guardClients(clock, logger);

	const display = createChatDisplay();
	const motionClock = clockOf(clock, steps, "motion");
	const bodyClock = clockOf(clock, steps, "bodies");
	const bodyDeps = { motionClock, bodyClock, budget, threads, log: npcLog };
	const { bodies, motions, gestures } = createBodies(bodyDeps);
	const town = createTown(
		{
			clock,
			random,
			json,
			logger,
			letta: way.letta,
			bodies,
			motions,
			waypointsOf: createNpcWaypoints({ clock, log: worldLog }),
			world: createWorldView({
				npcs: bodies.npcs,
				lookAtNpc: bodies.look,
				zones: createLocationParts(worldLog, clock.now),
				appearanceOf: createPlayerAppearance(worldLog),
			}),
			chatSource: createChatSource({ threads, log: chatLog, onHeard }),
			chatPermission: createChatPermission(threads),
			talkPrompts: createTalkPrompts(config.TalkPrompts),
			textFilter: createTextFilter(threads),
			chatDisplay: display,
			switch: createEnabledSwitch(),
			vitals,
			console: operatorConsole,
			inbound,
			profiler: steps,
			budget,
			talkBudget,
		},
		{ ...config, closeSeconds: way.closeSeconds },
	);
	town.commands.register(forgetCommand(town.forgetPlayer));
	town.commands.register(emoteCommand(gestures));
	const selfCheck = { clock: clockOf(clock, steps, "operations"), random, threads, console: operatorConsole };
	town.commands.register(createSelfCheck(config, { ...selfCheck, display }));
	town.start();
	populate(town, npcLog, { clock: clockOf(clock, steps, "npcs"), budget });
	onShutdown(way.closeSeconds + SHUTDOWN_MARGIN_SECONDS, town.stop);
	return undefined;
}
