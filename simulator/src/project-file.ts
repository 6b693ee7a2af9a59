import { join } from "node:path";

/** The Rojo project of the place. */
export const PROJECT_FILE = join(import.meta.dirname, "../../default.project.json");
