import { join } from "node:path";
import { type MountedInstance, type PropertyValue } from "@townsfolk/headless";
import { type MountedProject, mount } from "@townsfolk/headless/src/rojo/mount.ts";

/** What is below these containers reaches every player, the sources of scripts included. */
const REPLICATED = [
	"Workspace",
	"ReplicatedStorage",
	"ReplicatedFirst",
	"StarterPlayer",
	"StarterGui",
	"TextChatService",
	"SoundService",
	"Lighting",
];

/** A text that players receive. */
export interface ReplicatedText {
	/** The instance's path, and behind a dot the property. */
	readonly where: string;
	readonly text: string;
}

/** The demo town, as Rojo would build it. */
export const mountTown = (): Promise<MountedProject> =>
	mount(join(import.meta.dirname, "../../default.project.json"));

export const textOf = (value: PropertyValue | undefined): string => (typeof value === "string" ? value : "");

function* walk(
	instance: MountedInstance,
	path: string,
): Generator<{ path: string; instance: MountedInstance }> {
	yield { path, instance };
	for (const child of instance.children) yield* walk(child, `${path}/${child.name}`);
}

/** The names, sources, properties and attributes that players receive. */
export function replicatedTexts(place: MountedProject): ReplicatedText[] {
	const sources = new Map(place.scripts.map(({ key, text }) => [key, text]));
	const found: ReplicatedText[] = [];
	for (const container of place.tree.children.filter(({ name }) => REPLICATED.includes(name))) {
		for (const { path, instance } of walk(container, container.name)) {
			found.push({ where: `${path}.Name`, text: instance.name });
			if (instance.source !== undefined)
				found.push({ where: path, text: sources.get(instance.source) ?? "" });
			for (const values of [instance.properties, instance.attributes]) {
				for (const [name, value] of Object.entries(values))
					found.push({ where: `${path}.${name}`, text: textOf(value) });
			}
		}
	}
	return found;
}
