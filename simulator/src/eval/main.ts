import { HELP, parseEvalOptions } from "./options.ts";
import { openModel } from "./open-model.ts";
import { openPlaceRules } from "./place-rules.ts";
import { formatEval, summarise } from "./report.ts";
import { runEval } from "./run-eval.ts";
import { readTownsfolk } from "./townsfolk.ts";

/** `npm run eval`: the report goes to the standard output, progress to the error output. */

const request = parseEvalOptions(process.argv.slice(2), process.env);
const tell = (text: string) => void process.stderr.write(`${text}\n`);

async function evaluate({
	model,
	npcId,
	seed,
	asJson,
}: Extract<typeof request, { kind: "run" }>): Promise<void> {
	const town = await readTownsfolk();
	if (npcId !== undefined && !town.npcs.some((npc) => npc.npcId === npcId))
		throw new Error(`--npc ${npcId}: there are ${town.npcs.map((npc) => npc.npcId).join(", ")}`);
	const { endpoint, close } = await openModel(model, tell);
	const rules = await openPlaceRules();
	try {
		const turns = await runEval({
			endpoint,
			town,
			rules,
			npcId,
			seed,
			onTurn: ({ npc, kind, reply }) => tell(`${npc}, ${kind}: ${reply.replaceAll("\n", " ⏎ ")}`),
		});
		const report = { model: endpoint.model, turns, summary: summarise(turns) };
		process.stdout.write(`${asJson ? JSON.stringify(report, undefined, 2) : formatEval(report)}\n`);
	} finally {
		await rules.close();
		await close();
	}
}

if (request.kind === "help") process.stdout.write(HELP);
else if (request.kind === "invalid") {
	tell(`${request.message}\n\nnpm run eval -- --help lists the options.`);
	process.exitCode = 2;
} else {
	await evaluate(request).catch((error: unknown) => {
		tell((error as Error).message);
		process.exitCode = 1;
	});
}
