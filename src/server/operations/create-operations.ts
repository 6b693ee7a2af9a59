import type { Clock, Json, OperatorConsole, Vitals } from "server/ports";
import type { AttentionService } from "server/npcs/attention-service";
import type { NpcActions } from "server/npcs/npc-actions";
import type { PerceptionService } from "server/perception/perception-service";
import type { LoggerService } from "server/log/logger-service";
import type { NpcManager } from "server/npcs/npc-manager";
import { mindsCommand } from "./minds-command";
import { createOperatorCommands, type OperatorCommands } from "./operator-commands";
import { logCommand, npcsCommand } from "./operator-reports";
import { createResourceMonitor } from "./resource-monitor";
import { formatSnapshot } from "./stats-table";
import type { StepMeter } from "./step-meter";
import type { TurnMeter } from "./turn-meter";
import { LOAD_LEVELS } from "server/constants/rules";
import type { BlockWriter } from "server/net/block-writer";
import type { SpendingCap } from "server/net/spending-cap";

export interface OperationsDeps {
	readonly clock: Clock;
	readonly json: Json;
	readonly logger: LoggerService;
	readonly vitals: Vitals;
	readonly console: OperatorConsole;
	readonly profiler: StepMeter;
	readonly meter: TurnMeter;
	readonly spending: SpendingCap;
	readonly blocks: BlockWriter;
	readonly npcs: NpcManager;
	readonly perception: PerceptionService;
	readonly attention: AttentionService;
	readonly actions: NpcActions;
}

/** The operator's side of the town: the monitor and the commands. */
export interface Operations {
	/** Takes further commands. */
	readonly commands: OperatorCommands;
	readonly start: () => void;
	readonly destroy: () => void;
}

/** Wires the monitor and the commands to the town's services. */
export function createOperations(deps: OperationsDeps): Operations {
	const { clock, logger, meter, spending, blocks, npcs, perception, attention, actions } = deps;
	const monitor = createResourceMonitor({
		clock,
		log: logger.category("stats"),
		sources: {
			vitals: deps.vitals,
			largestStep: deps.profiler.largest,
			letta: meter.letta.stats,
			turns: meter.stats,
			spending: () => spending.used(clock.now()),
			queues: [{ name: "blocks not confirmed", size: () => blocks.pendingCount() }],
			mergedBlocks: blocks.mergedCount,
		},
		onLevel: (level) => {
			const { distanceScale, drowsyIntervalScale } = LOAD_LEVELS[level];
			attention.setScale(distanceScale);
			blocks.setDrowsyScale(drowsyIntervalScale);
		},
	});
	const commands = createOperatorCommands(logger.category("operator"));
	commands.register({
		name: "stats",
		usage: "stats",
		help: "the server's state: load, turns and their cost, requests by class",
		run: () => formatSnapshot(monitor.snapshot()),
	});
	commands.register(logCommand(logger.snapshot));
	const npcReport = {
		all: npcs.all,
		tierOf: attention.tierOf,
		locationOf: perception.locationOf,
		actionOf: actions.of,
		pendingBlocks: (npcId: string) => blocks.pendingCount(npcId),
	};
	commands.register(npcsCommand(npcReport));
	commands.register(
		mindsCommand({
			...npcReport,
			json: deps.json,
			factsOf: npcs.factsOf,
			blocksOf: blocks.read,
			turnsOf: meter.turnsOf,
		}),
	);
	let closeConsole: (() => void) | undefined;

	return {
		commands,
		start: () => {
			monitor.start();
			closeConsole = deps.console.open(commands.run);
		},
		destroy: () => {
			monitor.destroy();
			closeConsole?.();
			closeConsole = undefined;
		},
	};
}
