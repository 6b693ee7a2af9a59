import type { MountedInstance } from "../rojo/tree.ts";

/** Disables the place's own scripts, so that nothing runs beside the specs. */
export function disableScripts(instance: MountedInstance): void {
	if (instance.className === "Script" || instance.className === "LocalScript")
		instance.properties.Disabled = true;
	instance.children.forEach(disableScripts);
}
