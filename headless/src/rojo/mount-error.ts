/** The project cannot be mounted. The message names the file, and the instance and property if there are any. */
export class MountError extends Error {
	override readonly name = "MountError";
}
