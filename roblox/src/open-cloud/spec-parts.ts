import { mount, type MountedInstance } from "@townsfolk/headless";
import { NEEDS_A_RUNNING_GAME, ROOTS, SERVER_ROOT } from "../specs/report-script.ts";

/** Specs that run in a task of their own. */
export interface SpecPart {
	readonly name: string;
	readonly roots: ReadonlyArray<ReadonlyArray<string>>;
	/** Folders that other parts run. */
	readonly elsewhere: ReadonlyArray<string>;
}

const isSpec = ({ className, name }: MountedInstance) =>
	className === "ModuleScript" && name.endsWith(".spec");
const hasSpecs = (instance: MountedInstance): boolean => isSpec(instance) || instance.children.some(hasSpecs);

function find(tree: MountedInstance, names: ReadonlyArray<string>): MountedInstance | undefined {
	return names.reduce<MountedInstance | undefined>(
		(at, name) => at?.children.find((child) => child.name === name),
		tree,
	);
}

/** One part for each room of the server's specs, and one for the rest, because a task may run for five minutes only. */
export async function specParts(projectFile: string): Promise<SpecPart[]> {
	const { tree } = await mount(projectFile);
	const onServer = (find(tree, SERVER_ROOT)?.children ?? []).filter(hasSpecs);
	const rooms = onServer
		.filter((child) => !isSpec(child) && !NEEDS_A_RUNNING_GAME.includes(child.name))
		.map(({ name }) => name);
	const parts: SpecPart[] = rooms.map((name) => ({ name, roots: [[...SERVER_ROOT, name]], elsewhere: [] }));
	const others = ROOTS.filter((names) => {
		if (names === SERVER_ROOT) return false;
		const folder = find(tree, names);
		return folder !== undefined && hasSpecs(folder);
	});
	if (onServer.length > rooms.length) others.push(SERVER_ROOT);
	return others.length === 0 ? parts : [...parts, { name: "the rest", roots: others, elsewhere: rooms }];
}
